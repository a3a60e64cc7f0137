const SPECIAL = /[\\*?[\]]/g;

/** Text in a Redis glob pattern that means only itself. */
export function escapeGlob(text: string): string {
  return text.replace(SPECIAL, '\\$&');
}

export interface Glob {
  test(text: string): boolean;
}

/** Any number of bytes, or one that satisfies. */
type Part = '*' | ((byte: number) => boolean);

/**
 * The language of Redis's MATCH, over bytes as there: `*`, `?`, `[ab]`, `[^a-c]` and `\x`. Takes no more than (length of the pattern) ×
 * (length of the text) steps, whatever an operator writes.
 */
export function compileGlob(pattern: string): Glob {
  const parts = parse(Buffer.from(pattern));
  return { test: (text) => matches(parts, Buffer.from(text)) };
}

function matches(parts: readonly Part[], text: Buffer): boolean {
  let at = 0;
  let part = 0;
  let star = -1;
  let resumeAt = 0;
  while (at < text.length) {
    const here = parts[part];
    if (here === '*') {
      star = part++;
      resumeAt = at;
    } else if (here?.(text[at] ?? 0)) {
      at++;
      part++;
    } else if (star >= 0) {
      // Only the last star need give way: an earlier one could win nothing more.
      part = star + 1;
      at = ++resumeAt;
    } else return false;
  }
  while (parts[part] === '*') part++;
  return part === parts.length;
}

function parse(pattern: Buffer): Part[] {
  const parts: Part[] = [];
  for (let i = 0; i < pattern.length; i++) {
    const char = String.fromCharCode(pattern[i] ?? 0);
    if (char === '*') parts.push('*');
    else if (char === '?') parts.push(() => true);
    else if (char === '[') {
      const { part, end } = parseClass(pattern, i + 1);
      parts.push(part);
      i = end;
    } else {
      if (char === '\\' && i + 1 < pattern.length) i++;
      const literal = pattern[i];
      parts.push((byte) => byte === literal);
    }
  }
  return parts;
}

/** @param from after the bracket. @returns `end`, where the class was closed; an open one ends with the pattern, as in Redis. */
function parseClass(pattern: Buffer, from: number): { part: Part; end: number } {
  const code = (char: string): number => char.charCodeAt(0);
  const not = pattern[from] === code('^');
  const ranges: [number, number][] = [];
  let i = not ? from + 1 : from;
  for (; i < pattern.length && pattern[i] !== code(']'); i++) {
    if (pattern[i] === code('\\') && i + 1 < pattern.length) i++;
    const first = pattern[i] ?? 0;
    const isRange = pattern[i + 1] === code('-') && i + 2 < pattern.length;
    const last = isRange ? (pattern[i + 2] ?? 0) : first;
    ranges.push([Math.min(first, last), Math.max(first, last)]);
    if (isRange) i += 2;
  }
  const part = (byte: number): boolean => not !== ranges.some(([low, high]) => byte >= low && byte <= high);
  return { part, end: i };
}
