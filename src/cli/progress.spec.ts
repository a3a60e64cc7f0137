import { describe, expect, it } from '@jest/globals';
import { PassThrough } from 'node:stream';
import { Progress } from './progress.js';

function screen(isTTY: boolean): { stream: NodeJS.WriteStream; text: () => string } {
  const stream = new PassThrough();
  const terminal = {
    isTTY,
    columns: 120,
    cursorTo: () => true,
    clearLine: () => true,
    moveCursor: () => true,
  };
  let text = '';
  stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return { stream: Object.assign(stream, terminal) as unknown as NodeJS.WriteStream, text: () => text };
}

describe('Progress', () => {
  it('shows share, rate and time left on a terminal', () => {
    const { stream, text } = screen(true);
    let now = 0;
    const progress = new Progress({ unit: 'bytes', rateUnit: 'rows', stream, now: () => now });
    progress.update(0, 1000, 0);
    now = 2_000;
    progress.update(500, 1000, 40_000);
    progress.stop();
    expect(text()).toContain('50% 500/1000 bytes, 20,000 rows/s');
    expect(text()).toContain('left');
  });

  it('writes nothing where no person looks', () => {
    const { stream, text } = screen(false);
    const progress = new Progress({ unit: 'rows', stream });
    progress.update(1, 2);
    progress.stop();
    expect(text()).toBe('');
  });
});
