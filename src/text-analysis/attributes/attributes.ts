import { analyze } from '../analyze.js';
import type { AnalysedName, Attributes } from './analysed-name.js';
import { codeAttributes } from './code-attributes.js';
import { measureAttributes } from './measure-attributes.js';

/**
 * What a name says of a material: sizes, pack, grades, ratings. Only what is written, never what is likely: a bare number means nothing
 * here. Pure; time linear in the length of the name.
 */
export function attributesOf(name: string): Attributes {
  // "14х96(90)х3000": the working width in brackets is not a side.
  const plain = name.replace(/(\d)\s?\(\d+(?:[.,]\d+)?\)(?=\s?[хx×*]\s?\d)/gi, '$1');
  const analysis = analyze(plain);
  const analysed: AnalysedName = {
    name: plain,
    analysis,
    speaksOf: (pattern) => analysis.words.some(({ text }) => pattern.test(text)),
  };
  return { ...measureAttributes(analysed), ...codeAttributes(analysed) };
}
