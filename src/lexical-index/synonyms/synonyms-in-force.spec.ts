import { describe, expect, it } from '@jest/globals';
import type { StoredSynonyms } from './synonym-store.js';
import { SynonymsInForce } from './synonyms-in-force.js';

/** A table whose version is set by hand, and which answers when it is told to. */
class Table {
  version = 1;
  readonly waiting: (() => void)[] = [];
  reads = 0;

  async read(): Promise<StoredSynonyms> {
    this.reads += 1;
    const { version } = this;
    await new Promise<void>((resolve) => this.waiting.push(resolve));
    return { version, rules: [] };
  }

  answer(): void {
    for (const resolve of this.waiting.splice(0)) resolve();
  }
}

describe('synonyms in force', () => {
  it('are compiled once for questions that come together', async () => {
    const table = new Table();
    const inForce = new SynonymsInForce(table);
    const questions = [inForce.at(1), inForce.at(1), inForce.at(1)];
    table.answer();
    const [first, ...others] = await Promise.all(questions);
    expect(table.reads).toBe(1);
    for (const other of others) expect(other).toBe(first);
    expect(await inForce.at(1)).toBe(first);
    expect(table.reads).toBe(1);
  });

  it('are read anew for a question that knows of a later change', async () => {
    const table = new Table();
    const inForce = new SynonymsInForce(table);
    const before = inForce.at(1);
    table.version = 2;
    const after = inForce.at(2);
    expect(table.reads).toBe(2);
    table.answer();
    expect(await after).not.toBe(await before);
    expect(inForce.last).toBe(await after);
  });

  it('are read again after a reading that failed', async () => {
    let fail = true;
    const inForce = new SynonymsInForce({
      read: () => (fail ? Promise.reject(new Error('gone')) : Promise.resolve({ version: 1, rules: [] })),
    });
    await expect(Promise.all([inForce.at(1), inForce.at(1)])).rejects.toThrow('gone');
    fail = false;
    expect((await inForce.at(1)).size).toBeGreaterThan(1_000);
  });
});
