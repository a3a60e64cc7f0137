import { describe, expect, it } from '@jest/globals';
import { analyze, nominalSizeOf, ratedCurrentOf, threadDiameterOf, threadOf } from './index.js';

describe('the mark of a circuit breaker', () => {
  const currents = (text: string): (number | null)[] =>
    analyze(text)
      .codes.map(ratedCurrentOf)
      .filter((current) => current !== null);

  it.each([
    ['автомат C16', 16],
    ['автомат С16', 16], // Cyrillic
    ['автомат В10', 10],
    ['дифавтомат D-63', 63],
  ])('in %s is %d A', (text, current) => {
    expect(currents(text)).toContain(current);
  });

  it.each(['автомат C17', 'бетон В7,5', 'A16', 'CC16'])('is none in %s', (text) => {
    expect(currents(text)).toEqual([]);
  });
});

describe('the diameter of a metric thread', () => {
  const diameters = (text: string): number[] =>
    analyze(text).codes.flatMap((code) => threadDiameterOf(code) ?? []);

  it.each([
    ['болт М10', 10],
    ['анкер m12х100', 12],
    ['шпилька М 8', 8],
  ])('in %s is %d mm', (text, diameter) => {
    expect(diameters(text)).toContain(diameter);
  });

  it.each(['цемент М500', 'бетон М100', 'М11', 'А10'])('is none in %s', (text) => {
    expect(diameters(text)).toEqual([]);
  });
});

describe('nominal sizes', () => {
  it('and their threads are told either way', () => {
    expect(threadOf(15)).toBe(0.5);
    expect(nominalSizeOf(1.25)).toBe(32);
    expect(threadOf(16)).toBeNull();
    expect(nominalSizeOf(0.3)).toBeNull();
  });

  it('are marked as such', () => {
    expect(analyze('кран Ду 15').measures).toMatchObject([{ kind: 'diameter', raw: [15], nominal: true }]);
    expect(analyze('труба d 15').measures[0]?.nominal).toBeUndefined();
  });
});
