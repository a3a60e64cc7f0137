import { describe, expect, it } from '@jest/globals';
import { ManualClock } from './testing/manual-clock.js';
import { DeadlineError, withDeadline } from './deadline.js';

describe('withDeadline', () => {
  it('hands on what comes in time', async () => {
    await expect(withDeadline(new ManualClock(), 100, () => Promise.resolve(7))).resolves.toBe(7);
  });

  it('gives up when the time has passed, and aborts the work', async () => {
    const clock = new ManualClock();
    let seen: AbortSignal | undefined;
    const call = withDeadline(clock, 100, (signal) => {
      seen = signal;
      return new Promise(() => undefined);
    });
    const outcome = expect(call).rejects.toBeInstanceOf(DeadlineError);
    await clock.advance(99);
    expect(seen?.aborted).toBe(false);
    await clock.advance(1);
    await outcome;
    expect(seen?.aborted).toBe(true);
  });

  it('drops a failure that comes too late', async () => {
    const clock = new ManualClock();
    let fail: (error: Error) => void = () => undefined;
    const call = withDeadline(clock, 10, () => new Promise((_, reject) => (fail = reject)));
    const outcome = expect(call).rejects.toBeInstanceOf(DeadlineError);
    await clock.advance(10);
    await outcome;
    fail(new Error('late')); // An unhandled rejection would end the test run.
    await clock.advance(1);
  });

  it('hands on the failure of the work', async () => {
    await expect(
      withDeadline(new ManualClock(), 100, () => Promise.reject(new Error('broken'))),
    ).rejects.toThrow('broken');
  });
});
