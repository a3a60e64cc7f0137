import type { QueryUnderstanding } from '../lexical-index/index.js';

/**
 * The text the model is given: what was typed, with the words the catalogue has for it. Corrected typos are left as typed: the
 * model reads them well, and so meaning stays a second opinion where a correction went wrong.
 */
export function textToEmbed(typed: string, understanding: QueryUnderstanding | null): string {
  let text = typed;
  for (const { from, to, kind } of understanding?.corrections ?? []) {
    if (kind === 'typo') continue;
    const at = text.toLowerCase().indexOf(from.toLowerCase());
    if (at >= 0 && from !== '') text = text.slice(0, at) + to + text.slice(at + from.length);
  }
  return text;
}
