import type { Analysis, Word } from '../../text-analysis/index.js';

/** What a measure is of, in the forms that stand beside one: "толщина 8 мм", "длиной 6 м", "20 mm thickness". */
const NAME =
  /^(?:(?:толщин|длин|ширин|высот|глубин)(?:а|ой|ы|у|е|ою)|(?:размер|габарит|формат|диаметр)(?:а|ом|ы|ов|е)?|вес(?:а|ом|ит)?|масс(?:а|ой)|объем(?:а|ом|е)?|(?:мощност|плотност)(?:ь|и|ью)|(?:сечени|напряжени)(?:е|я|ем)|фракци(?:я|и|ей|ю)|фр|thickness|thick|length|long|width|wide|height|high|size|weight|volume|power|diameter)$/;

/** The base of a lamp, and the marks of bases (IEC 60061). */
const BASE_NAME = /^цокол(?:ь|я|ем)$|^base$/;
const BASES = new Set(['e', 'g', 'gu', 'gx', 'gy', 'r']);

/** Signs between the two: "толщина: 8 мм". */
const WIDEST_GAP = 2;

/** Whether a word only says of what the measure or mark beside it is: it says nothing more of the thing, and names rarely have it. */
export function isMeasureName(
  { text, start, end }: Word,
  { measures, codes }: Pick<Analysis, 'measures' | 'codes'>,
): boolean {
  const isBeside = (place: { start: number; end: number }): boolean => {
    const gap = place.start >= end ? place.start - end : start - place.end;
    return gap >= 0 && gap <= WIDEST_GAP;
  };
  if (NAME.test(text)) return measures.some((measure) => !measure.ofCode && isBeside(measure));
  return BASE_NAME.test(text) && codes.some((code) => BASES.has(code.series) && isBeside(code));
}
