const FIRST_CAPACITY = 1_024;
/** Share of the places that may be taken: beyond it a search meets too many strangers. */
const FULL = 0.6;

/**
 * Row numbers by a number that stands for an item: a hash map with open addressing over two typed arrays, 20 to 40 bytes an entry
 * (a Map of numbers takes about a hundred, and twice that while it grows). A price list may have millions of rows.
 */
export class RowNumbers {
  private keys = new Float64Array(FIRST_CAPACITY);
  private rows = new Uint32Array(FIRST_CAPACITY);
  private taken = 0;

  /** @param key an integer from 0 to 2^53 - 1, spread evenly. */
  get(key: number): number | undefined {
    const place = this.place(key);
    return this.keys[place] === 0 ? undefined : this.rows[place];
  }

  has(key: number): boolean {
    return this.get(key) !== undefined;
  }

  /** @param row from 0 to 2^32 - 1. */
  set(key: number, row: number): void {
    if (this.taken >= this.keys.length * FULL) this.grow();
    const place = this.place(key);
    if (this.keys[place] === 0) this.taken += 1;
    this.keys[place] = key + 1;
    this.rows[place] = row;
  }

  /** Where the key is, or the empty place where it would be. An empty place holds 0, and key k is kept as k + 1. */
  private place(key: number): number {
    const last = this.keys.length - 1;
    let place = key % this.keys.length;
    while (this.keys[place] !== 0 && this.keys[place] !== key + 1) place = place === last ? 0 : place + 1;
    return place;
  }

  private grow(): void {
    const { keys, rows } = this;
    this.keys = new Float64Array(keys.length * 2);
    this.rows = new Uint32Array(rows.length * 2);
    for (const [i, kept] of keys.entries()) {
      if (kept === 0) continue;
      const place = this.place(kept - 1);
      this.keys[place] = kept;
      this.rows[place] = rows[i] ?? 0;
    }
  }
}
