import { beforeEach, describe, expect, it } from '@jest/globals';
import { PopularQueries } from './popular-queries.js';
import { ManualClock } from './testing/manual-clock.js';

const ASKED = [
  { query: 'Цемент М500', score: 9 },
  { query: 'саморез  по дереву', score: 7 },
  { query: 'цемент м500', score: 4 },
  { query: 'белый цемент', score: 12 },
  { query: 'цементовоз', score: 50 },
  { query: 'цемент для моей дачи', score: 2 },
  { query: `цемент ${'очень '.repeat(20)}`, score: 80 },
];

describe('PopularQueries', () => {
  let asked = ASKED;
  let looked: string[];
  let clock: ManualClock;
  let popular: PopularQueries;

  beforeEach(async () => {
    asked = ASKED;
    looked = [];
    clock = new ManualClock();
    popular = new PopularQueries(
      { mostAsked: () => Promise.resolve({ queries: asked, materials: [] }) },
      {
        understand: (text: string) => {
          looked.push(text);
          const known = text !== 'цементовоз';
          return Promise.resolve({ answerable: known, knownShare: known ? 1 : 0 });
        },
      },
      clock,
    );
    await popular.refresh();
  });

  it('completes any word, first what goes on from the text, and spellings of one query count together', () => {
    expect(popular.completing('цем', 5)).toEqual(['цемент м500', 'белый цемент']);
    expect(popular.completing('Цем', 1)).toEqual(['цемент м500']);
    expect(popular.completing('по д', 5)).toEqual(['саморез по дереву']);
    expect(popular.completing('мент', 5)).toEqual([]);
    expect(popular.completing('цемент м500', 5)).toEqual([]);
    expect(popular.completing(' ', 5)).toEqual([]);
  });

  it('reads the layout that was meant', () => {
    expect(popular.completing('wtv', 5)).toEqual(['цемент м500', 'белый цемент']);
  });

  it('asks of each query once whether the catalogue knows it', async () => {
    expect(looked.sort()).toEqual(['белый цемент', 'саморез по дереву', 'цемент м500', 'цементовоз']);
    asked = [...ASKED, { query: 'гипсокартон', score: 3 }];
    await popular.refresh();
    expect(looked.slice(4)).toEqual(['гипсокартон']);
  });

  it('looks again after a minute, without being waited for, and keeps what it has when that fails', async () => {
    asked = [{ query: 'гипсокартон', score: 3 }];
    expect(popular.completing('гип', 5)).toEqual([]);
    await Promise.resolve();
    await clock.advance(59_000);
    expect(popular.completing('гип', 5)).toEqual(['гипсокартон']);
    asked = [{ query: 'кирпич', score: 3 }];
    await clock.advance(1_000);
    popular.completing('кир', 5);
    await clock.advance(1);
    expect(popular.completing('кир', 5)).toEqual(['кирпич']);
  });
});
