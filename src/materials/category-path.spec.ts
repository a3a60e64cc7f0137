import { describe, expect, it } from '@jest/globals';
import { normaliseCategoryPath } from './category-path.js';

describe('normaliseCategoryPath', () => {
  it.each([
    ['Сухие смеси/Цемент', 'Сухие смеси/Цемент'],
    [' / Сухие \t смеси //Цемент/ ', 'Сухие смеси/Цемент'],
    ['А', 'А'],
  ])('makes %j canonical', (path, canonical) => {
    expect(normaliseCategoryPath(path)).toBe(canonical);
  });

  it.each([
    ['nothing', ' / / '],
    ['more than ten levels', Array(11).fill('а').join('/')],
    ['a level beyond 200 characters', 'а'.repeat(201)],
    ['more bytes than the index takes', Array(9).fill('а'.repeat(100)).join('/')],
  ])('refuses %s', (_, path) => {
    expect(normaliseCategoryPath(path)).toBeNull();
  });
});
