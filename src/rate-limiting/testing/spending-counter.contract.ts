import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SpendingCounter } from '../ports/spending-counter.port.js';

export interface SpendingCounterHarness {
  counter: SpendingCounter;
  /** Length of its windows, milliseconds; a whole number of seconds, which is as fine as Redis's adapter counts. */
  windowMs: number;
  close(): Promise<void>;
}

/** What every counter does alike. */
export function describeSpendingCounterContract(
  name: string,
  open: () => Promise<SpendingCounterHarness>,
): void {
  describe(`SpendingCounter contract: ${name}`, () => {
    let harness: SpendingCounterHarness;
    beforeAll(async () => {
      harness = await open();
    });
    afterAll(async () => {
      await harness.close();
    });

    it('adds up what one subject spends, and keeps subjects apart', async () => {
      const { counter } = harness;
      expect((await counter.spend('a', 3)).total).toBe(3);
      expect((await counter.spend('a', 4)).total).toBe(7);
      expect((await counter.spend('b', 1)).total).toBe(1);
    });

    it('counts spendings that come at once each', async () => {
      const totals = await Promise.all(
        Array.from({ length: 20 }, () => harness.counter.spend('crowd', 2).then(({ total }) => total)),
      );
      expect(totals.sort((x, y) => x - y)).toEqual(Array.from({ length: 20 }, (_, i) => 2 * (i + 1)));
    });

    it('says when the window ends, and starts anew then', async () => {
      const first = await harness.counter.spend('window', 5);
      expect(first.resetMs).toBeGreaterThan(0);
      expect(first.resetMs).toBeLessThanOrEqual(harness.windowMs);
      await new Promise((resolve) => setTimeout(resolve, first.resetMs + 100));
      expect((await harness.counter.spend('window', 1)).total).toBe(1);
    });
  });
}
