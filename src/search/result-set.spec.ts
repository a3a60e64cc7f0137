import { describe, expect, it } from '@jest/globals';
import { addNeighbours, type Neighbour } from './result-set.js';

const neighbour = (id: string, matched: boolean, brand: string): Neighbour => ({
  id,
  matched,
  values: { brand: [brand], category: ['Цемент'], unit: [], supplier: [] },
});

describe('addNeighbours', () => {
  it('counts those that are not lexical matches, whatever the spelling of their brand', () => {
    const counted = addNeighbours({ total: 3, facets: { brand: [{ value: 'Knauf', count: 3 }] } }, [
      neighbour('1', false, 'KNAUF'),
      neighbour('2', true, 'Knauf'),
      neighbour('3', false, 'Bosch'),
    ]);
    expect(counted).toEqual({
      total: 5,
      facets: {
        brand: [
          { value: 'Knauf', count: 4 },
          { value: 'Bosch', count: 1 },
        ],
      },
    });
  });

  it('names a brand as most materials spell it', () => {
    const brand = [
      { value: 'KNAUF', count: 2 },
      { value: 'Knauf', count: 5 },
      { value: 'Bosch', count: 6 },
    ];
    expect(addNeighbours({ total: 13, facets: { brand } }, []).facets.brand).toEqual([
      { value: 'Knauf', count: 7 },
      { value: 'Bosch', count: 6 },
    ]);
  });

  it('leaves out facets that were not asked for', () => {
    expect(addNeighbours({ total: 0, facets: {} }, [neighbour('1', false, 'Bosch')]).facets).toEqual({});
  });
});
