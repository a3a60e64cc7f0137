import base from './jest.config.mjs';

/** `npm run test:web`: the page in a real browser against the running server. One suite at a time, for they measure what is seen. */
export default {
  ...base,
  roots: ['<rootDir>/test/web'],
  testRegex: '\\.web-spec\\.ts$',
  // No database servers are needed: the program runs as a process of its own, with everything inside.
  globalSetup: undefined,
  globalTeardown: undefined,
  testTimeout: 300_000,
  maxWorkers: 1,
};
