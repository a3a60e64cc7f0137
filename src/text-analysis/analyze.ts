import { strokeInFull, wordInFull } from './abbreviations.js';
import type { Analysis, PlacedMeasure, Place } from './analysis.js';
import { cutAtoms, type Atom } from './atoms.js';
import { codeText, isConnected, readCodes, readFigureCodes, type CodeSpan } from './codes.js';
import { isNominal, startsDiameter } from './diameter.js';
import { foldCode, foldLookalikes, HAS_CYRILLIC } from './letters.js';
import { readLetterNames } from './letter-names.js';
import { readDimension, readDotted, readFraction, readQuantity, readRange, readStrokes } from './measures.js';
import { readGrades } from './grades.js';
import { readImperial } from './imperial.js';
import { measureInWord, readNumerals } from './numerals.js';
import { normalizeWithOffsets, type Normalized } from './normalize.js';
import { startsProperName } from './proper-names.js';
import { readProductMark, type ProductMark } from './product-marks.js';
import { readSquares } from './squares.js';
import { stemWord } from './stem.js';
import { OF_PURPOSE, PERSONS, PREPOSITIONS, STOPWORDS } from './stopwords.js';
import { readThreads } from './threads.js';

/** Prepositions that are letters of kinds as well. */
const LETTERS_OF_KINDS: ReadonlySet<string> = new Set('авскуд');
/** Units of one letter that end articles as often. */
const CLOSES_ARTICLE = new Set(['a', 'l', 'k', 'v', 'poles']);
const CABLE = /^(?:кабел|провод|шнур|жил|ввг|пвс|шввп|пугв|пув|сип|nym|cabl|wire)/;
const SWITCH = /^(?:выключател|переключател|switch)/;

function isLatinWord(atom: Atom | undefined): boolean {
  return atom?.type === 'letters' && atom.text.length > 1 && !HAS_CYRILLIC.test(atom.text);
}

/**
 * Takes a text apart: words with stems, codes, measures. Used alike for what is stored and for what is asked. Pure; time linear in
 * the length of the text; never throws.
 */
export function analyze(text: string): Analysis {
  const normalized = normalizeWithOffsets(text);
  return new Analyzer(text, normalized).run();
}

class Analyzer {
  private readonly atoms: Atom[];
  private readonly result: Analysis = { words: [], codes: [], measures: [] };
  /** Set behind a preposition, to its alphabet. */
  private context: 'cyrillic' | 'latin' | null = null;
  /** Whether that preposition is one of purpose. */
  private purpose = false;
  /** Whether there was a word that is no stop word. */
  private hasWord = false;
  private diameter = false;
  private nominal = false;
  /** What was looked for in the whole text; made when it first matters, for every name comes by here. */
  private spoken: Map<RegExp, boolean> | undefined;

  constructor(
    private readonly original: string,
    private readonly normalized: Normalized,
  ) {
    this.atoms = readThreads(
      readImperial(readGrades(readLetterNames(readNumerals(cutAtoms(normalized.text))))),
    );
  }

  run(): Analysis {
    let i = 0;
    while (i < this.atoms.length) {
      const atom = this.atoms[i] as Atom;
      if (atom.type === 'number') i = this.number(i);
      else if (atom.type === 'letters') i = this.letters(i);
      else {
        if (atom.text === ',' || atom.text === ';') this.context = null;
        i++;
      }
    }
    return this.result;
  }

  private number(i: number): number {
    const { atoms } = this;
    const atom = atoms[i] as Atom;
    const found =
      readDimension(atoms, i) ??
      readStrokes(atoms, i) ??
      readDotted(this.normalized.text, atoms, i) ??
      readFraction(atoms, i) ??
      readRange(atoms, i) ??
      readQuantity(atoms, i);
    const { measure } = found;
    // "Выключатель 2-кл.": its keys, where laminate has a class.
    if (measure.unit === 'class' && this.speaksOf(SWITCH)) measure.unit = 'keys';
    const next = readSquares(atoms, found, () => this.speaksOf(CABLE));
    const before = atoms[i - 1];
    const isGlued = atom.glued && before?.type === 'letters' && before.text !== 'ø';
    const ofCode =
      (measure.kind === 'number' && (isGlued || isConnected(atoms, i))) ||
      // "SH201L", "UC4041A": a letter that closes an article.
      (isGlued && before.text.length > 1 && measure.unit !== null && CLOSES_ARTICLE.has(measure.unit));
    if (this.diameter && measure.kind !== 'dimension') {
      if (measure.kind === 'number' || measure.unit === 'mm')
        Object.assign(measure, { kind: 'diameter', unit: 'mm' });
    }
    const isDiameter = this.diameter;
    const isNominalSize = this.nominal && (measure.kind === 'diameter' || measure.kind === 'dimension');
    this.diameter = false;
    this.nominal = false;
    const { start, end, position } = this.place(i, next - 1);
    // Field by field, here and below: a spread followed by fields takes V8 ten times as long, and this is the innermost loop.
    const placed: PlacedMeasure = {
      kind: measure.kind,
      values: measure.values,
      raw: measure.raw,
      unit: measure.unit,
      start,
      end,
      position,
      text: this.slice(i, next - 1),
      ofCode: ofCode && !isDiameter,
    };
    if (isNominalSize) placed.nominal = true;
    if (measure.section) placed.section = true;
    this.result.measures.push(placed);
    if (measure.kind === 'number') for (const span of readFigureCodes(atoms, i, next)) this.code(span);
    return next;
  }

  /** Whether some word begins so; looked up once, so that time stays linear. */
  private speaksOf(beginning: RegExp): boolean {
    this.spoken ??= new Map();
    let isThere = this.spoken.get(beginning);
    if (isThere === undefined) {
      isThere = this.atoms.some(({ text }) => beginning.test(text));
      this.spoken.set(beginning, isThere);
    }
    return isThere;
  }

  private letters(i: number): number {
    const { atoms } = this;
    const atom = atoms[i] as Atom;
    const [next, third] = [atoms[i + 1], atoms[i + 2]];
    // "ж/б", "п/ш" are one word; "д/плитки" is "для плитки".
    if (
      atom.text.length === 1 &&
      next?.text === '/' &&
      next.glued &&
      third?.type === 'letters' &&
      third.glued
    ) {
      if (third.text.length <= 2) {
        this.word(i, i + 2, strokeInFull(atom.text, third.text) ?? foldLookalikes(atom.text + third.text));
        return i + 3;
      }
      if (atom.text === 'д') {
        this.word(i, i, 'для');
        return i + 2;
      }
    }
    const mark = readProductMark(this.normalized.text, atoms, i);
    if (mark) {
      this.word(i, i, foldLookalikes(atom.text));
      this.productMark(i, mark);
      return mark.next;
    }
    const isDiameter = startsDiameter(atoms, i);
    const isName = atoms[i + 1]?.text !== '=' && !(isDiameter && (atom.text === 'ø' || atom.text.length > 2));
    if (isName) {
      this.word(i, i, wordInFull(atoms, i, (word) => this.speaksOf(word)) ?? foldLookalikes(atom.text));
      this.measureIn(i);
      this.joinedWord(i);
      for (const span of readCodes(atoms, i)) this.code(span);
    }
    if (isDiameter) {
      this.diameter = true;
      this.nominal = isNominal(atom);
    }
    return i + 1;
  }

  private measureIn(i: number): void {
    const { text } = this.atoms[i] as Atom;
    const measure = measureInWord(text);
    if (measure) this.result.measures.push({ ...measure, ...this.place(i, i), text, ofCode: false });
  }

  /** "блок-хаус" is also "блокхаус": people write it either way. */
  private joinedWord(i: number): void {
    const { atoms } = this;
    let joined = (atoms[i] as Atom).text;
    if (atoms[i]?.glued && atoms[i - 1]?.text === '-') return;
    let last = i;
    while (
      last - i < 4 &&
      atoms[last + 1]?.text === '-' &&
      atoms[last + 1]?.glued &&
      atoms[last + 2]?.type === 'letters' &&
      atoms[last + 2]?.glued
    ) {
      last += 2;
      joined += (atoms[last] as Atom).text;
    }
    if (last > i && joined.length <= 40) this.word(i, last, foldLookalikes(joined));
  }

  /** ФБС 24.4.6 is found as such, whatever its joints, and by its series and first figure. */
  private productMark(i: number, { series, figures, sides, next }: ProductMark): void {
    const { start, end, position } = this.place(i, next - 1);
    const value = Number(figures[0]);
    this.result.codes.push(
      { start, end, position, text: series + figures.join('-'), series, value },
      { start, end, position, text: series + figures[0], series, value: Number.NaN },
    );
    // The figures are found alone as well, "бордюр 100.30.15", and as the sides they tell: "бордюр 1000х300х150".
    const raw = figures.map(Number);
    const text = figures.join('.');
    const [values, unit] = sides === null ? [raw, null] : [sides, 'mm' as const];
    this.result.measures.push(
      { kind: 'dimension', values, raw, unit, start, end, position, text, ofCode: true }, // prettier-ignore
    );
  }

  private code(span: CodeSpan): void {
    const text = codeText(this.atoms, span);
    if (text === null) return;
    const { start, end, position } = this.place(span.first, span.last);
    // Readings of one code come one after another: only the last few can be the same.
    if (this.result.codes.slice(-4).some((known) => known.position === position && known.text === text))
      return;
    this.result.codes.push({ start, end, position, text, series: span.series, value: span.value });
  }

  private word(first: number, last: number, text: string): void {
    const place = this.place(first, last);
    const stop = (this.isStopword(text, place.start) && !this.isLastMark(first)) || this.isArticle(first);
    const alphabet = HAS_CYRILLIC.test(text) ? 'cyrillic' : 'latin';
    // "How to paint a fence": of a verb it tells no purpose.
    const isInfinitive = text === 'to' && !this.hasWord;
    // "Есть ли у вас цемент": of a person it tells none either.
    const isOfPerson = PERSONS.has(this.atoms[last + 1]?.text ?? '');
    if (PREPOSITIONS.has(text) && stop && !isInfinitive && !isOfPerson) {
      this.context = alphabet;
      this.purpose = OF_PURPOSE.has(text);
    }
    // "Клей для плитки Knauf", "для плитки Волма": a name of the maker's, where "paint for metal" goes on.
    else if (
      this.context === 'cyrillic' &&
      (alphabet === 'latin'
        ? !STOPWORDS.has(text)
        : startsProperName(this.original, place.start, this.result.words.at(-1)))
    )
      this.context = null;
    this.hasWord ||= !stop;
    const { start, end, position } = place;
    this.result.words.push({
      start,
      end,
      position,
      text,
      stem: text.length === 1 ? foldCode(text) : stemWord(text),
      stop,
      context: this.context !== null && !stop,
      purpose: this.purpose && this.context !== null && !stop,
      listed: this.atoms[first - 1]?.text === ',',
    });
  }

  /** "Build a partition": but the kind of membrane in "изоспан a". */
  private isArticle(i: number): boolean {
    const [before, atom, after] = [this.atoms[i - 1], this.atoms[i], this.atoms[i + 1]];
    return atom?.text === 'a' && isLatinWord(after) && (before === undefined || isLatinWord(before));
  }

  /** A single letter in lower case relates ("в ванную"); in upper case it names ("Изоспан В"). */
  private isStopword(text: string, start: number): boolean {
    if (!STOPWORDS.has(text)) return false;
    if (text.length > 1) return true;
    const written = this.original[start] ?? '';
    return written === written.toLowerCase() && HAS_CYRILLIC.test(text);
  }

  /** "Изоспан в": at the end a letter relates nothing, and is the kind of what it stands behind. */
  private isLastMark(i: number): boolean {
    return i > 0 && i === this.atoms.length - 1 && LETTERS_OF_KINDS.has(this.atoms[i]?.text ?? '');
  }

  private place(first: number, last: number): Place {
    const { starts, ends } = this.normalized;
    const from = (this.atoms[first] as Atom).start;
    const to = (this.atoms[last] as Atom).end;
    return {
      start: starts ? (starts[from] ?? 0) : from,
      end: ends ? (ends[to - 1] ?? 0) : to,
      position: first,
    };
  }

  private slice(first: number, last: number): string {
    return this.normalized.text.slice((this.atoms[first] as Atom).start, (this.atoms[last] as Atom).end);
  }
}
