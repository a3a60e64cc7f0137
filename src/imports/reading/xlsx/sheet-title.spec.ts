import { describe, expect, it } from '@jest/globals';
import { sheetTitle } from './sheet-title.js';

describe('sheetTitle', () => {
  it.each([
    ['Кирпич', 2, 'Кирпич'],
    ['Сухие_смеси', 3, 'Сухие смеси'],
    ['Кирпич', 1, null],
    ['Лист1', 2, null],
    ['TDSheet', 2, null],
    ['Прайс на 01.11', 2, null],
    ['Все', 2, null],
    ['Всесезонная плитка', 2, 'Всесезонная плитка'],
    ['2026', 2, null],
  ])('%s, one of %i: %s', (name, tabs, expected) => {
    expect(sheetTitle(name, tabs)).toBe(expected);
  });
});
