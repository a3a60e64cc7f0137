import type { Word } from './analysis.js';

const CAPITAL_AND_SMALL = /^[А-ЯЁ][а-яё]/;

/**
 * Whether a maker's name begins behind what a thing is for: "Клей для плитки Волма". A capital tells it where the word before has none;
 * "Краска Для Стен и Потолков" goes on.
 *
 * @param original the text as written, `start` where the word begins in it.
 */
export function startsProperName(original: string, start: number, before: Word | undefined): boolean {
  const isCapital = (at: number): boolean => CAPITAL_AND_SMALL.test(original.slice(at, at + 2));
  return (
    before !== undefined &&
    before.context &&
    before.text.length > 1 &&
    !isCapital(before.start) &&
    isCapital(start)
  );
}
