import { analyze, toRussianLayout } from '../../text-analysis/index.js';
import { piecesOf, type Repair } from './pieces.js';

/** A number and what may be its unit in the Latin layout, "3,5vv" or "20 v2", unless it goes on with more figures. */
const NUMBER_AND_LETTERS = /(?<=^|[\s*[xх×])(\d[\d.,]*)(\s?)([a-z;'[\]]{1,4})([23]?)(?=\s|$)/gi;

/**
 * Units in a query that was typed in the wrong layout: the "6v" of "ljcrf 25*100 6v" is no voltage, but "6м". Where a Latin word is
 * meant as it stands, the Latin layout was, too.
 *
 * @param repairs what was found of the words.
 */
export function unitsInLayout(text: string, repairs: readonly Repair[]): Repair[] {
  const inLayout = repairs.filter(({ kind }) => kind === 'layout');
  const isMeantLatin = ({ text: word, start, end }: { text: string; start: number; end: number }): boolean =>
    /^[a-z]{3,}$/.test(word) && !inLayout.some((repair) => repair.start <= start && end <= repair.end);
  if (inLayout.length === 0 || piecesOf(text, () => false).some(isMeantLatin)) return [];
  return [...text.matchAll(NUMBER_AND_LETTERS)].flatMap((match) => {
    const [from, number = '', space = '', letters = '', power = ''] = match;
    const to = `${number}${space}${toRussianLayout(letters.toLowerCase())}${power}`;
    const isMeasure = analyze(to).measures.some(
      ({ unit, start, end }) => unit !== null && start === 0 && end === to.length,
    );
    return isMeasure
      ? [{ start: match.index, end: match.index + from.length, from, to, kind: 'layout' as const }]
      : [];
  });
}
