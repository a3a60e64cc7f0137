import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Gate, type Leave } from './gate.js';

describe('Gate', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('lets so many in, lets so many wait, and sends the others away at once', async () => {
    const gate = new Gate({ limit: 2, queue: 1, waitMs: 1_000 });
    const first = gate.enter() as Leave;
    expect(gate.enter()).toBeInstanceOf(Function);
    const third = gate.enter();
    expect(third).toBeInstanceOf(Promise);
    expect(gate.enter()).toBeNull();
    expect(gate.load).toEqual({ inside: 2, waiting: 1 });
    first();
    expect(await third).toBeInstanceOf(Function);
    expect(gate.load).toEqual({ inside: 2, waiting: 0 });
  });

  it('serves who waits in the order of coming', async () => {
    const gate = new Gate({ limit: 1, queue: 5, waitMs: 1_000 });
    const leave = gate.enter() as Leave;
    const order: number[] = [];
    const waits = [1, 2, 3].map(async (n) => {
      const out = await gate.enter();
      order.push(n);
      out?.();
    });
    leave();
    await Promise.all(waits);
    expect(order).toEqual([1, 2, 3]);
    expect(gate.load).toEqual({ inside: 0, waiting: 0 });
  });

  it('sends away who has waited long enough', async () => {
    const gate = new Gate({ limit: 1, queue: 5, waitMs: 1_000 });
    void gate.enter();
    const waits = gate.enter();
    jest.advanceTimersByTime(999);
    expect(gate.load.waiting).toBe(1);
    jest.advanceTimersByTime(1);
    expect(await waits).toBeNull();
    expect(gate.load).toEqual({ inside: 1, waiting: 0 });
  });

  it('counts one who leaves twice once', () => {
    const gate = new Gate({ limit: 2, queue: 0, waitMs: 1_000 });
    const leave = gate.enter() as Leave;
    void gate.enter();
    leave();
    leave();
    expect(gate.load.inside).toBe(1);
  });
});
