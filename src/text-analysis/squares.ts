import type { Atom } from './atoms.js';
import type { MeasuredAtoms } from './measures.js';

/** Square metres as people say them, or the section of a wire in mm². */
const SQUARES = /^квадрат(?:а|ов|ика|иков|ных|ный)?$/;

/**
 * Reads "2.5 квадрата" after a measure: the section of a cable, else square metres. A bar called "квадрат" stays a word.
 * @returns the index of the first atom after it.
 */
export function readSquares(
  atoms: readonly Atom[],
  { measure, next }: MeasuredAtoms,
  isOfCable: () => boolean,
): number {
  const word = atoms[next];
  if (measure.unit !== null || measure.kind === 'ratio' || !word || !SQUARES.test(word.text)) return next;
  if (isOfCable()) {
    if (measure.kind === 'number') measure.section = true;
    return next + 1;
  }
  if (measure.kind !== 'number' || word.text === 'квадрат' || word.text === 'квадратный') return next;
  measure.kind = 'quantity';
  measure.unit = 'm2';
  return atoms[next + 1]?.text.startsWith('метр') ? next + 2 : next + 1;
}
