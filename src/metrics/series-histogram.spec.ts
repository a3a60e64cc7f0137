import { describe, expect, it } from '@jest/globals';
import { Histogram, Registry } from 'prom-client';
import { MetricsRegistry } from './metrics-registry.js';

describe('SeriesHistogram', () => {
  it('exposes what a histogram of prom-client exposes', async () => {
    const options = {
      name: 'catalogue_test_duration_seconds',
      help: 'A test.',
      labelNames: ['route', 'status'] as const,
      buckets: [0.1, 0.5, 2],
    };
    const theirs = new Registry();
    const reference = new Histogram({ ...options, registers: [theirs] });
    const registry = new MetricsRegistry();
    const ours = registry.seriesHistogram(options);
    for (const [route, status, seconds] of [
      ['/a', 200, 0.1],
      ['/a', 200, 0.10001],
      ['/a', 200, 0],
      ['/b', 503, 7],
    ] as const) {
      reference.observe({ route, status }, seconds);
      ours.of(route, status).observe(seconds);
    }
    const lines = (text: string): string[] =>
      text
        .split('\n')
        .filter((line) => line.includes(options.name))
        // The order of labels says nothing.
        .map((line) => line.replace(/\{(.*)\}/, (_all, labels: string) => labels.split(',').sort().join()))
        .sort();
    expect(lines(await registry.expose())).toEqual(lines(await theirs.metrics()));
  });
});
