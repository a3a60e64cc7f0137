/**
 * Where the keys that begin with `key` end, in collation C: what begins with it is `>= key AND < afterPrefix(key)`. As a range it is
 * found in the B-tree whatever the key; a LIKE with a parameter reads the whole table.
 */
export function afterPrefix(key: string): string {
  return `${key}\u{10FFFF}`;
}

/** The pattern of keys that hold `part`: folded keys are of letters and digits, and have nothing that LIKE would read otherwise. */
export function likeWithin(part: string): string {
  return `%${part}%`;
}

/** SQL for the materials whose article number is like one of the patterns, which are parameters such as `$1`. */
export function skusWithin(patterns: readonly string[]): string {
  const conditions = patterns.map((pattern) => `d.sku_key LIKE ${pattern}`);
  return `SELECT d.material_id FROM lexical_skus d WHERE ${conditions.join(' OR ')}`;
}
