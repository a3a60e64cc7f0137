import { looksLikeAdjective, type Word } from '../text-analysis/index.js';

const WITHOUT = new Set(['без', 'without']);

/** The words that say what a thing has not: "стекла" in "дверь без стекла", up to the first noun. */
export function excludedWords(words: readonly Word[]): Word[] {
  const excluded: Word[] = [];
  let after = false;
  for (const word of words) {
    if (WITHOUT.has(word.text)) after = true;
    else if (word.stop || !word.context) after = false;
    else if (after) {
      excluded.push(word);
      after = looksLikeAdjective(word.text);
    }
  }
  return excluded;
}
