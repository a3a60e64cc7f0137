import { describe, expect, it } from '@jest/globals';
import { Clock } from '../common/index.js';
import { SpendingCounter, type Spent } from './ports/spending-counter.port.js';
import { Spending } from './spending.js';

const WINDOW_MS = 60_000;

class StoppedClock extends Clock {
  ms = 1_000;
  now(): number {
    return this.ms;
  }
  monotonic(): number {
    return this.ms;
  }
  sleep(): Promise<void> {
    return Promise.resolve();
  }
}

/** Counts by the same stopped clock, and can be lost. */
class CountingCounter extends SpendingCounter {
  asked = 0;
  lost = false;
  private readonly windows = new Map<string, { total: number; endsMs: number }>();

  constructor(private readonly clock: StoppedClock) {
    super();
  }

  async spend(subject: string, points: number): Promise<Spent> {
    this.asked += 1;
    await Promise.resolve();
    if (this.lost) throw new Error('lost');
    let window = this.windows.get(subject);
    if (!window || window.endsMs <= this.clock.ms) {
      window = { total: 0, endsMs: this.clock.ms + WINDOW_MS };
      this.windows.set(subject, window);
    }
    window.total += points;
    return { total: window.total, resetMs: window.endsMs - this.clock.ms };
  }
}

const open = (): {
  clock: StoppedClock;
  shared: CountingCounter;
  instances: [Spending, Spending];
} => {
  const clock = new StoppedClock();
  const shared = new CountingCounter(clock);
  const instance = (): Spending => new Spending(shared, new CountingCounter(clock), clock);
  return { clock, shared, instances: [instance(), instance()] };
};

async function spendTimes(spending: Spending, times: number, cost: number, limit: number): Promise<number> {
  let allowed = 0;
  for (let i = 0; i < times; i += 1) {
    if ((await spending.spend('one', cost, limit)).allowed) allowed += 1;
  }
  return allowed;
}

describe('Spending', () => {
  it('lets a subject spend its limit to the last point and no more', async () => {
    const { instances } = open();
    expect(await spendTimes(instances[0], 250, 1, 100)).toBe(100);
    const refused = await instances[0].spend('one', 1, 100);
    expect(refused).toMatchObject({ allowed: false, limit: 100, remaining: 0, resetMs: WINDOW_MS });
    expect((await instances[0].spend('other', 1, 100)).allowed).toBe(true);
  });

  it('asks the counter once in a while, and not at all once all is spent', async () => {
    const { instances, shared } = open();
    await spendTimes(instances[0], 100, 1, 100);
    expect(shared.asked).toBe(20);
    await spendTimes(instances[0], 1_000, 1, 100);
    expect(shared.asked).toBe(20);
  });

  it('holds the limit over two instances together', async () => {
    const { instances } = open();
    let allowed = 0;
    for (let i = 0; i < 200; i += 1) {
      if ((await instances[i % 2 === 0 ? 0 : 1].spend('one', 1, 100)).allowed) allowed += 1;
    }
    expect(allowed).toBe(100);
  });

  it('counts what comes at once', async () => {
    const { instances } = open();
    const decisions = await Promise.all(
      Array.from({ length: 300 }, async () => await instances[0].spend('one', 1, 100)),
    );
    expect(decisions.filter(({ allowed }) => allowed)).toHaveLength(100);
  });

  it('gives a new window a new limit', async () => {
    const { instances, clock } = open();
    expect(await spendTimes(instances[0], 150, 1, 100)).toBe(100);
    clock.ms += WINDOW_MS;
    expect(await spendTimes(instances[0], 150, 1, 100)).toBe(100);
  });

  it('takes what costs more than the limit for the whole limit', async () => {
    const { instances } = open();
    expect(await instances[0].spend('one', 1_000, 100)).toMatchObject({ allowed: true, remaining: 0 });
    expect((await instances[0].spend('one', 1, 100)).allowed).toBe(false);
  });

  it('counts alone while the counter is lost, and together again after that', async () => {
    const { instances, shared, clock } = open();
    shared.lost = true;
    expect(await spendTimes(instances[0], 150, 1, 100)).toBe(100);
    expect(shared.asked).toBe(1);
    shared.lost = false;
    clock.ms += WINDOW_MS;
    expect(await spendTimes(instances[0], 60, 1, 100)).toBe(60);
    expect(await spendTimes(instances[1], 60, 1, 100)).toBe(40);
  });
});
