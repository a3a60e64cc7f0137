import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';
import { describeWith, redisUrl } from './support/servers.js';

const SCRIPT = fileURLToPath(new URL('../bench/cache-soak.mjs', import.meta.url));

interface SoakReport {
  operations: number;
  writes: number;
  violations: number;
  hitRate: number;
}

/** The soak is its own program, so that its processes are real ones; it needs the build, as `npm test` makes it. */
async function soak(...args: string[]): Promise<SoakReport> {
  const run = promisify(execFile);
  const outcome = await run(process.execPath, [SCRIPT, '--redis', redisUrl(), ...args]).catch(
    (error: { stdout?: string }) => ({ stdout: error.stdout ?? '' }), // Violations end it with 1.
  );
  return JSON.parse(outcome.stdout.trim().split('\n').at(-1) ?? '') as SoakReport;
}

describeWith(['redis'], 'four processes over one Redis', () => {
  it('read nothing older than what was acknowledged before the read began', async () => {
    const report = await soak('--seconds', '5', '--min-writes', '150');
    expect(report.violations).toBe(0);
    // Else the silence means nothing.
    expect(report.writes).toBeGreaterThanOrEqual(600);
    expect(report.hitRate).toBeGreaterThan(0.2);
  }, 300_000);

  it('would be caught without leases', async () => {
    const report = await soak('--seconds', '200', '--guard', 'off', '--stop-at-violation');
    expect(report.violations).toBeGreaterThan(0);
  }, 300_000);
});
