/**
 * Where the keys that begin with `key` end, in collation C: what begins with it is `>= key AND < afterPrefix(key)`. As a range it is
 * found in the B-tree whatever the key; a LIKE with a parameter reads the whole table.
 */
export function afterPrefix(key: string): string {
  return `${key}\u{10FFFF}`;
}
