export {
  analyze,
  looksLikeAdjective,
  type Analysis,
  type Code,
  type PlacedMeasure,
  type Word,
} from './analyze.js';
export type { Attributes, AttributeValue } from './attributes/analysed-name.js';
export { attributesOf } from './attributes/attributes.js';
export { editDistance } from './distance.js';
export { toEnglishLayout, toRussianLayout } from './keyboard.js';
export { foldCode, foldLookalikes, HAS_CYRILLIC, HAS_LATIN, lookalikeTwin } from './letters.js';
export { dimensionLexeme, lexemesOf, measureLexemes, numberLexeme, quantityLexeme } from './lexemes.js';
export { FRACTION_PARTS, fractionOf, MM_PER_INCH, type Measure } from './measures.js';
export { normalizeText } from './normalize.js';
export { fullAdjective, plainForms } from './plain-forms.js';
export { nominalSizeOf, ratedCurrentOf, threadOf } from './ratings.js';
export { stemWord } from './stem.js';
export { PREPOSITIONS, STOPWORDS } from './stopwords.js';
export { cyrillicToLatin, latinToCyrillic, soundKey } from './transliterate.js';
