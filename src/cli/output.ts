import Table from 'cli-table3';
import { terminalConfig } from './terminal.config.js';

/** One JSON document on stdout: the whole answer of a command under `--json`. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

export function printLine(text = ''): void {
  process.stdout.write(`${text}\n`);
}

/** For people only: never mixed into an answer that a program reads. */
export function printNote(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Width where nobody says how wide the terminal is. */
const DEFAULT_WIDTH = 120;

/** A table no wider than the terminal: the widest column wraps. Plain, without colour, when nobody looks. */
export function printTable(head: readonly string[], rows: readonly (readonly (string | number)[])[]): void {
  const { color } = terminalConfig();
  const cells = rows.map((row) => row.map((cell) => printable(String(cell))));
  const table = new Table({
    head: [...head],
    colWidths: columnWidths([head, ...cells], process.stdout.columns ?? DEFAULT_WIDTH),
    style: { head: color ? ['bold'] : [], border: color ? ['gray'] : [], compact: true },
    wordWrap: true,
  });
  for (const row of cells) table.push(row);
  printLine(table.toString());
}

/** What each column needs, the widest one cut to what is left of `width`. */
function columnWidths(lines: readonly (readonly string[])[], width: number): number[] {
  const padding = 2;
  const needed = (lines[0] ?? []).map(
    (_, at) => Math.max(...lines.map((line) => line[at]?.length ?? 0)) + padding,
  );
  const borders = needed.length + 1;
  let excess = needed.reduce((sum, each) => sum + each, 0) + borders - width;
  while (excess > 0) {
    const widest = needed.indexOf(Math.max(...needed));
    const second = Math.max(...needed.filter((_, at) => at !== widest), 12);
    const cut = Math.min(excess, Math.max(1, (needed[widest] ?? 0) - second));
    if ((needed[widest] ?? 0) <= 12) break; // A terminal this narrow gets a table that is too wide.
    needed[widest] = (needed[widest] ?? 0) - cut;
    excess -= cut;
  }
  return needed;
}

/** Catalogue text comes from suppliers' files: a control sequence in it must not reach the terminal. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, (character) =>
    character === '\n' || character === '\t' ? ' ' : '',
  );
}

/** Emphasis on a terminal, the bare text elsewhere. */
export function bold(text: string): string {
  return terminalConfig().color ? `\u001b[1m${text}\u001b[22m` : text;
}
