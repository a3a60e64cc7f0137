import type { Analysis, Code, Word } from './analysis.js';
import { fractionOf, inchesOf, type Measure } from './measures.js';
import { tidy } from './units.js';

/** A number as a lexeme: shortest decimal form. */
export function numberLexeme(value: number): string {
  return String(tidy(value));
}

/** "50x150x6000". */
export function dimensionLexeme(values: readonly number[]): string {
  return values.map(numberLexeme).join('x');
}

/** "25kg", "1200mm". */
export function quantityLexeme(value: number, unit: string): string {
  return numberLexeme(value) + unit;
}

/** What a stored word is found by: nothing for a stopword. */
export function wordLexeme(word: Word): string | null {
  return word.stop ? null : word.stem;
}

export function codeLexeme(code: Code): string {
  return code.text;
}

/** Everything a stored measure is found by: whole, in part, as written and in canonical units. */
export function measureLexemes(measure: Measure): string[] {
  const lexemes = new Set<string>();
  const forms = measure.unit === 'mm' ? [measure.raw, measure.values] : [measure.raw];
  for (const values of forms) for (const value of values) lexemes.add(numberLexeme(value));
  switch (measure.kind) {
    case 'dimension':
      for (const values of forms) {
        for (let from = 0; from < values.length - 1; from++) {
          for (let to = from + 2; to <= values.length; to++)
            lexemes.add(dimensionLexeme(values.slice(from, to)));
        }
      }
      // A thickness of "1/2 in." is asked for by itself.
      for (const inches of inchesOf(measure)) {
        const fraction = fractionOf(inches);
        if (fraction !== null) lexemes.add(fraction);
      }
      break;
    case 'quantity':
    case 'diameter':
      if (measure.unit !== null) lexemes.add(quantityLexeme(measure.values[0] ?? 0, measure.unit));
      break;
    case 'range':
      lexemes.add(measure.raw.map(numberLexeme).join('-'));
      break;
    case 'ratio':
      lexemes.add(measure.raw.map(numberLexeme).join('/'));
      break;
    case 'number':
      break;
  }
  return [...lexemes];
}

/** Distinct lexemes of a text with the positions they stand at (1-based). */
export function lexemesOf(analysis: Analysis): Map<string, number[]> {
  const found = new Map<string, number[]>();
  const add = (lexeme: string, position: number): void => {
    if (lexeme.length === 0 || lexeme.length > 100) return;
    const known = found.get(lexeme);
    if (known) known.push(position + 1);
    else found.set(lexeme, [position + 1]);
  };
  for (const word of analysis.words) {
    const lexeme = wordLexeme(word);
    if (lexeme !== null) add(lexeme, word.position);
  }
  for (const code of analysis.codes) add(codeLexeme(code), code.position);
  for (const measure of analysis.measures)
    for (const lexeme of measureLexemes(measure)) add(lexeme, measure.position);
  return found;
}
