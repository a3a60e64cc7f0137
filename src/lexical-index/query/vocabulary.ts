import { soundKey } from '../../text-analysis/index.js';
import { isSpelledLike } from './correct.js';
import type { LexiconWord } from './lexicon.js';

interface Counts {
  documents: number;
  names: number;
  heads: number;
  brands: number;
  categories: number;
}

/** Share of a word's names in which it is the thing itself, from which it counts as a word for things. */
export const NAMES_THINGS = 0.2;
/** The same for a word that is hardly anything else. */
export const MOSTLY_NAMES_THINGS = 0.5;
/** So many times as often as a word itself, and its other spelling is what most call it. */
const MUCH_MORE = 5;

/** What the lexicon said about the lexemes of one query, summed by stem. */
export class Vocabulary {
  private readonly byStem = new Map<string, Counts>();
  private readonly words = new Set<string>();
  /** The most frequent word of a stem. */
  private readonly wordOf = new Map<string, LexiconWord>();
  /** Stems of brands' words by how they sound. */
  private readonly brandsBySound = new Map<string, Set<string>>();

  /** @param total materials in the catalogue. */
  constructor(readonly total: number) {}

  add(entries: readonly LexiconWord[]): void {
    for (const entry of entries) {
      if (this.words.has(entry.word)) continue;
      this.words.add(entry.word);
      if (entry.documents > (this.wordOf.get(entry.stem)?.documents ?? 0)) this.wordOf.set(entry.stem, entry);
      if (entry.brands > 0 && !entry.isCode) {
        const sound = soundKey(entry.word);
        const stems = this.brandsBySound.get(sound) ?? new Set();
        this.brandsBySound.set(sound, stems.add(entry.stem));
      }
      const counts = this.byStem.get(entry.stem) ?? {
        documents: 0,
        names: 0,
        heads: 0,
        brands: 0,
        categories: 0,
      };
      // Forms of one word rarely share a document; where they do, the sum is a little high, which rarity bears.
      counts.documents += entry.documents;
      counts.names += entry.names;
      counts.heads += entry.heads;
      counts.brands += entry.brands;
      counts.categories += entry.categories;
      this.byStem.set(entry.stem, counts);
    }
  }

  hasWord(word: string): boolean {
    return this.words.has(word);
  }

  /** A stem as the catalogue mostly writes the word; itself where that has none. */
  spelled(stem: string): string {
    return this.wordOf.get(stem)?.word ?? stem;
  }

  documents(stem: string): number {
    return this.byStem.get(stem)?.documents ?? 0;
  }

  /** Share of the names with this word that name the thing itself by it, 0 to 1. */
  headShare(stem: string): number {
    const counts = this.byStem.get(stem);
    return counts && counts.names > 0 ? counts.heads / counts.names : 0;
  }

  /** Whether it stands in a name, brand or category, and not only in descriptions. */
  isInShortTexts(stem: string): boolean {
    const counts = this.byStem.get(stem);
    return counts !== undefined && counts.names + counts.brands + counts.categories > 0;
  }

  heads(stem: string): number {
    return this.byStem.get(stem)?.heads ?? 0;
  }

  categories(stem: string): number {
    return this.byStem.get(stem)?.categories ?? 0;
  }

  isBrand(stem: string): boolean {
    const counts = this.byStem.get(stem);
    return (
      counts !== undefined &&
      counts.brands > 0 &&
      counts.brands >= counts.names * 0.4 &&
      counts.heads <= counts.brands
    );
  }

  /** Stems of brands that sound like the word, but for itself: "кнауф" and Knauf. Not for a word that names things: "грунт" is no Grunt. */
  brandsLike(word: string, stem: string): string[] {
    const own = this.documents(stem);
    const isThing = this.headShare(stem) >= NAMES_THINGS || this.categories(stem) > 0;
    return [...(this.brandsBySound.get(soundKey(word)) ?? [])].filter(
      (brand) =>
        brand !== stem &&
        isSpelledLike(word, brand) &&
        this.isBrand(brand) &&
        (!isThing || this.documents(brand) >= MUCH_MORE * own),
    );
  }

  /** Of the spellings of a Latin word in Cyrillic letters those that many more things are called by: "gips" is not only Knauf's. */
  thingsLike(word: string, readings: readonly string[]): string[] {
    const own = this.documents(word);
    if (own === 0) return [];
    return readings.filter((stem) => {
      const names = this.headShare(stem) >= NAMES_THINGS;
      // Concrete is mostly what other things are made for, and yet there is more of it than of what is called "Beton".
      return (names ? this.documents(stem) : this.heads(stem)) >= MUCH_MORE * own;
    });
  }

  /** Inverse document frequency, as BM25 has it: 0.7 for a word of every document, more the rarer it is. */
  idf(documents: number): number {
    return Math.log(2 + (this.total - documents + 0.5) / (documents + 0.5));
  }
}
