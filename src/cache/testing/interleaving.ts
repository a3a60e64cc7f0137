import { SystemClock } from '../../common/index.js';
import type { CacheAnswer, CachePolicy } from '../cache-aside.js';
import type { TestInstance } from './fleet-of-caches.js';

export const INTERLEAVING_POLICY: CachePolicy = {
  namespace: 'cell',
  ttlMs: 600_000,
  staleMs: 0,
  negativeTtlMs: 0,
};

const READER_STEPS = ['miss', 'load', 'fill'] as const;
const WRITER_STEPS = ['write', 'commit', 'invalidate'] as const;
export type Step = `${'r1' | 'r2'}.${(typeof READER_STEPS)[number]}` | `w.${(typeof WRITER_STEPS)[number]}`;

/** Every order of the steps of two readers and a writer, each one's own steps in their order: 9! / (3! 3! 3!) = 1680. */
export function everyOrder(): Step[][] {
  const queues: Step[][] = [
    READER_STEPS.map((step): Step => `r1.${step}`),
    READER_STEPS.map((step): Step => `r2.${step}`),
    WRITER_STEPS.map((step): Step => `w.${step}`),
  ];
  const merge = (rest: Step[][]): Step[][] => {
    if (rest.every((queue) => queue.length === 0)) return [[]];
    return rest.flatMap((queue, i) => {
      const [first, ...others] = queue;
      if (first === undefined) return [];
      return merge(rest.map((other, at) => (at === i ? others : other))).map((order) => [first, ...order]);
    });
  };
  return merge(queues);
}

/** A clock whose sleepers (readers that wait for another's load) wake only when the scheduler says so. */
export class SteppedClock extends SystemClock {
  private wakers: (() => void)[] = [];
  private onSleep: () => void = () => undefined;

  override sleep(): Promise<void> {
    return new Promise((resolve) => {
      this.wakers.push(resolve);
      this.onSleep();
    });
  }

  get hasSleepers(): boolean {
    return this.wakers.length > 0;
  }

  whenSleeping(callback: () => void): void {
    this.onSleep = callback;
  }

  wake(): void {
    const wakers = this.wakers;
    this.wakers = [];
    wakers.forEach((wake) => wake());
  }
}

/** One reader under the scheduler: it stands still before it reads the truth, before it hands on what it read, and while it waits. */
class Reader {
  result: CacheAnswer<number> | null = null;
  startedAfterAcknowledgement = false;
  private standing: 'idle' | 'before-load' | 'before-fill' | 'waiting' | 'done' = 'idle';
  private proceed: () => void = () => undefined;
  private arrived: () => void = () => undefined;

  constructor(
    private readonly instance: TestInstance,
    private readonly clock: SteppedClock,
    private readonly key: string,
    private readonly truth: { version: number },
  ) {}

  /** Starts reading; resolves when it stands still. */
  async miss(acknowledged: boolean): Promise<void> {
    this.startedAfterAcknowledgement = acknowledged;
    this.clock.whenSleeping(() => this.stand('waiting'));
    await this.untilStanding(() => {
      this.instance.cache
        .get(INTERLEAVING_POLICY, this.key, async () => {
          await this.gate('before-load');
          const value = this.truth.version;
          await this.gate('before-fill');
          return { value };
        })
        .then(
          (answer) => {
            this.result = answer;
            this.stand('done');
          },
          () => this.stand('done'),
        );
    });
  }

  async pass(gate: 'before-load' | 'before-fill'): Promise<void> {
    if (this.standing === gate) await this.untilStanding(() => this.proceed());
  }

  async poll(): Promise<void> {
    if (this.standing === 'waiting') await this.untilStanding(() => this.clock.wake());
  }

  async finish(): Promise<void> {
    await this.poll();
    await this.pass('before-load');
    await this.pass('before-fill');
  }

  get isDone(): boolean {
    return this.standing === 'done';
  }

  private gate(name: 'before-load' | 'before-fill'): Promise<void> {
    return new Promise((resolve) => {
      this.proceed = resolve;
      this.stand(name);
    });
  }

  private stand(where: 'before-load' | 'before-fill' | 'waiting' | 'done'): void {
    this.standing = where;
    this.arrived();
  }

  private untilStanding(act: () => void): Promise<void> {
    return new Promise((resolve) => {
      this.arrived = resolve;
      this.standing = 'idle';
      act();
    });
  }
}

/**
 * Plays one order against real instances.
 *
 * @param writer which of the two instances writes.
 * @returns what was read too old, empty when nothing was.
 */
export async function play(
  order: readonly Step[],
  key: string,
  instances: readonly [TestInstance, TestInstance],
  clocks: readonly [SteppedClock, SteppedClock],
  writer: 0 | 1,
): Promise<string[]> {
  const truth = { version: 1 };
  let acknowledged = false;
  const readers = {
    r1: new Reader(instances[0], clocks[0], key, truth),
    r2: new Reader(instances[1], clocks[1], key, truth),
  };
  for (const step of order) {
    const [who, what] = step.split('.') as ['r1' | 'r2' | 'w', string];
    if (who === 'w') {
      if (what === 'commit') truth.version = 2;
      if (what === 'invalidate') {
        await instances[writer].cache.invalidate(INTERLEAVING_POLICY.namespace, [key]);
        acknowledged = true;
      }
    } else if (what === 'miss') await readers[who].miss(acknowledged);
    else await readers[who].pass(what === 'load' ? 'before-load' : 'before-fill');
    for (const reader of [readers.r1, readers.r2]) await reader.poll();
  }
  // Who became the loader late has steps left.
  while (!readers.r1.isDone || !readers.r2.isDone) {
    await readers.r1.finish();
    await readers.r2.finish();
  }
  const faults: string[] = [];
  for (const [name, reader] of Object.entries(readers)) {
    if (reader.startedAfterAcknowledgement && reader.result?.value !== 2)
      faults.push(`${name} read an old value`);
  }
  for (const [i, { cache }] of instances.entries()) {
    const seen = await cache.get(INTERLEAVING_POLICY, key, () => Promise.resolve({ value: truth.version }));
    if (seen.value !== 2) faults.push(`instance ${i} keeps an old value (${seen.status})`);
  }
  return faults;
}
