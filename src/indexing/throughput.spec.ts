import { describe, expect, it } from '@jest/globals';
import { Throughput } from './throughput.js';

describe('Throughput', () => {
  let now = 1_000_000;
  const after = (seconds: number): void => {
    now += seconds * 1_000;
  };

  it('is the rate of the present stretch of work, not thinned by an idle while before it', () => {
    const throughput = new Throughput(() => now);
    throughput.add(1);
    after(30);
    for (let n = 0; n < 5; n++) {
      throughput.add(100);
      after(1);
    }
    expect(throughput.perSecond).toBe(100);
  });

  it('falls when nothing comes any more, and forgets after a minute', () => {
    const throughput = new Throughput(() => now);
    throughput.add(100);
    expect(throughput.perSecond).toBe(100);
    after(9);
    expect(throughput.perSecond).toBe(10);
    after(60);
    expect(throughput.perSecond).toBe(0);
  });
});
