import { beforeEach, describe, expect, it } from '@jest/globals';
import { Breaker } from './breaker.js';
import { ManualClock } from './testing/manual-clock.js';

describe('Breaker', () => {
  let clock: ManualClock;
  let breaker: Breaker;
  const hang = (times: number): void => {
    for (let i = 0; i < times; i++) {
      expect(breaker.tryEnter()).toBe(true);
      breaker.wasLate();
    }
  };

  beforeEach(() => {
    clock = new ManualClock();
    breaker = new Breaker(clock);
  });

  it('lets callers wait twice, and spares them after the third late answer', () => {
    hang(2);
    expect(breaker.tryEnter()).toBe(true);
    breaker.wasLate();
    expect(breaker.tryEnter()).toBe(false);
  });

  it('sends one caller at a time to see whether it answers again', async () => {
    hang(3);
    await clock.advance(1_000);
    expect(breaker.tryEnter()).toBe(true);
    expect(breaker.tryEnter()).toBe(false);
    breaker.answered();
    expect(breaker.tryEnter()).toBe(true);
    expect(breaker.tryEnter()).toBe(true);
  });

  it('does not count late answers that are not in a row', () => {
    hang(2);
    breaker.answered();
    hang(2);
    expect(breaker.tryEnter()).toBe(true);
  });
});
