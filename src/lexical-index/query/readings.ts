import {
  cyrillicToLatin,
  fullAdjective,
  HAS_CYRILLIC,
  HAS_LATIN,
  latinToCyrillic,
  lookalikeTwin,
  plainForms,
  toEnglishLayout,
  toRussianLayout,
} from '../../text-analysis/index.js';
import type { QueryCorrection } from '../ports/lexical-index.port.js';
import type { Piece } from './pieces.js';

/** One way a piece may have been meant. */
export interface Reading {
  text: string;
  kind: QueryCorrection['kind'];
  /** Worst slip to believe in on top; absent: any. */
  most?: number;
  /** Only a guess that must be confirmed: it counts when things are called so. */
  mustBeThing?: boolean;
}

/** Every other way a piece may have been meant, surest first. */
export function readingsOf({ text, keys }: Piece): Reading[] {
  const readings: Reading[] = [];
  const add = (to: string | null, kind: QueryCorrection['kind'], mustBeThing = false): void => {
    if (to !== null && to !== text && to.length > 0) readings.push({ text: to, kind, mustBeThing });
  };
  const latin = HAS_LATIN.test(text);
  const cyrillic = HAS_CYRILLIC.test(text);
  if (latin && !cyrillic) add(toRussianLayout(keys), 'layout');
  if (cyrillic && !latin) {
    const typed = toEnglishLayout(text);
    // A sign within a Latin word is none, but for what stands between figures; and "б/у" is cut short, as nobody does in Latin letters.
    add(/[[\];'`/]|(^|\D)[,.]/.test(typed) ? null : typed, 'layout');
  }
  const bare = text.replace(/[^\p{L}\p{N}-]/gu, '');
  add(lookalikeTwin(bare), 'lookalike');
  for (const plain of plainForms(bare)) add(plain, 'synonym', true);
  add(fullAdjective(bare), 'synonym');
  if (latin) for (const reading of latinToCyrillic(bare)) add(reading, 'translit');
  if (cyrillic) for (const reading of cyrillicToLatin(bare)) add(reading, 'translit');
  return readings;
}

/** The letters that the keys are on the Russian layout, "l,.tkm" as "дбюель"; null where these are more than letters. */
export function typedInRussian(keys: string): string | null {
  const typed = toRussianLayout(keys);
  return /^[а-я]+$/.test(typed) ? typed : null;
}

/** What a piece may be before the slip in it, surest first. */
export function slipForms({ text, keys }: Pick<Piece, 'text' | 'keys'>): Reading[] {
  const forms: Reading[] = [{ text, kind: 'typo' }];
  if (HAS_LATIN.test(text)) {
    const sounded = latinToCyrillic(text)[0];
    // One slip on top of it is as much as to believe in: a "detector" is no дефлектор.
    if (sounded) forms.push({ text: sounded, kind: 'translit', most: 1.3 });
    const typed = typedInRussian(keys);
    if (typed !== null) forms.push({ text: typed, kind: 'layout' });
  } else {
    const sounded = cyrillicToLatin(text)[0];
    // A Russian word is rarely a Latin one, and hardly one with a slip in it: "принтер" is no painter.
    if (sounded) forms.push({ text: sounded, kind: 'translit', most: 0.5 });
  }
  return forms;
}
