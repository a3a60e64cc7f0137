/** Reads a table written as "word:meaning word:meaning". */
export function pairsOf(table: string): [word: string, meaning: string][] {
  return table.split(' ').map((pair) => pair.split(':') as [string, string]);
}
