import { afterAll, afterEach, beforeAll, describe, expect } from '@jest/globals';
import type { Page } from 'playwright-core';
import { findBrowser, openBrowser, PATIENCE_MS, type OpenBrowser } from './browser.js';
import { START_PATIENCE_MS, type Program } from './program.js';

export interface InBrowser {
  program: Program;
  browser: OpenBrowser;
  page: Page;
}

/**
 * A suite over a program and a browser of its own; a test after which the page has complained fails. Where there is no Chromium it is
 * skipped with a word, but under CI=true that is a failure.
 *
 * @param tests gets what is open, which is there from the first `beforeAll` on.
 */
export function describeInBrowser(
  title: string,
  start: () => Promise<Program>,
  tests: (opened: () => InBrowser) => void,
): void {
  const executable = findBrowser();
  if (executable === null) {
    process.stderr.write(`${title}: skipped, no Chromium here (CHROMIUM_PATH names one).\n`);
    describe.skip(title, () => tests(() => ({}) as InBrowser));
    return;
  }
  describe(title, () => {
    let program: Program | undefined;
    let browser: OpenBrowser | undefined;
    beforeAll(async () => {
      program = await start();
      browser = await openBrowser(executable, program.url);
    }, 2 * START_PATIENCE_MS);
    afterAll(async () => {
      await browser?.close();
      await program?.remove();
    }, PATIENCE_MS);
    afterEach(() => {
      expect(browser?.complaints.splice(0) ?? []).toEqual([]);
    });
    tests(() => {
      if (!program || !browser) throw new Error('Neither program nor browser is open.');
      return { program, browser, page: browser.page };
    });
  });
}
