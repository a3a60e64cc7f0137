import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { highlightPassage } from './passages.js';

const LONE_SURROGATE = /\p{Surrogate}/u;

const mark = (text: string): string | null =>
  text.includes('цемент') ? text.replaceAll('цемент', '<mark>цемент</mark>') : null;

describe('highlightPassage', () => {
  it('shows a short text whole', () => {
    expect(highlightPassage('Мешок: цемент.', mark)).toBe('Мешок: <mark>цемент</mark>.');
  });

  it('shows the part of a long text that matched most', () => {
    const filler = 'Для наружных и внутренних работ. '.repeat(20);
    const shown =
      highlightPassage(`${filler}цемент. ${filler}Основа: цемент и ещё цемент. ${filler}`, mark) ?? '';
    expect(shown).toContain('Основа: <mark>цемент</mark> и ещё <mark>цемент</mark>.');
    expect(shown.length).toBeLessThan(400);
  });

  it('says null when nothing matched', () => {
    expect(highlightPassage('Песок. '.repeat(100), mark)).toBeNull();
  });

  it('cuts any text into well-formed pieces of bounded length, losing nothing but white space', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 1500 }), (text) => {
        const pieces: string[] = [];
        highlightPassage(text, (piece) => {
          pieces.push(piece);
          return null;
        });
        for (const piece of pieces) {
          expect(piece.length).toBeLessThanOrEqual(300);
          if (!LONE_SURROGATE.test(text)) expect(piece).not.toMatch(LONE_SURROGATE);
        }
        expect(pieces.join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
      }),
    );
  });
});
