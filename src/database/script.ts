const LENGTH = /\/\* (\d+) statements \*\//;

/** Several statements as one message, with a comment before them that says how many: together they may take as long as so many. */
export function script(statements: readonly string[]): string {
  return `/* ${statements.length} statements */ ${statements.join(';\n')}`;
}

/** How many statements a text is that {@link script} made; 1 for every other. */
export function statementsIn(sql: string): number {
  const beginning = sql.slice(0, 200);
  return Number(LENGTH.exec(beginning)?.[1] ?? 1);
}
