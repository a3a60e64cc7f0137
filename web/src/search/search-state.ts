import type { FacetName } from '../api/types.ts';

export const FACETS: readonly FacetName[] = ['category', 'brand', 'unit', 'supplier'];
export const SORTS = ['relevance', 'price', '-price', 'name', '-updatedAt'] as const;
export const MODES = ['hybrid', 'lexical', 'semantic'] as const;
export const PAGE_SIZE = 20;
/** Of one request, by the contract. */
export const MAX_PAGE = 100;
/** The server refuses to start a page deeper than this. */
export const MAX_OFFSET = 10_000;

export interface SearchState {
  q: string;
  sort: (typeof SORTS)[number];
  mode: (typeof MODES)[number];
  minPrice: string;
  maxPrice: string;
  /** True when the words are to be taken as they were typed. */
  verbatim: boolean;
  filters: Record<FacetName, string[]>;
}

/** The whole state of a search lives in the address: it can be shared, and "back" works. */
export function readState(query: string): SearchState {
  const parameters = new URLSearchParams(query);
  const one = <T extends string>(name: string, allowed: readonly T[], fallback: T): T => {
    const value = parameters.get(name);
    return allowed.find((candidate) => candidate === value) ?? fallback;
  };
  return {
    q: (parameters.get('q') ?? '').slice(0, 500).trim(),
    sort: one('sort', SORTS, 'relevance'),
    mode: one('mode', MODES, 'hybrid'),
    minPrice: parameters.get('minPrice') ?? '',
    maxPrice: parameters.get('maxPrice') ?? '',
    verbatim: parameters.get('correct') === 'false',
    filters: {
      category: parameters.getAll('category'),
      brand: parameters.getAll('brand'),
      unit: parameters.getAll('unit'),
      supplier: parameters.getAll('supplier'),
    },
  };
}

/** The query string of a state, which is that of the API as well; what is at its default is left out. */
export function writeState(state: SearchState): string {
  const parameters = new URLSearchParams();
  if (state.q) parameters.set('q', state.q);
  if (state.sort !== 'relevance') parameters.set('sort', state.sort);
  if (state.mode !== 'hybrid') parameters.set('mode', state.mode);
  if (state.minPrice) parameters.set('minPrice', state.minPrice);
  if (state.maxPrice) parameters.set('maxPrice', state.maxPrice);
  if (state.verbatim) parameters.set('correct', 'false');
  for (const facet of FACETS) for (const value of state.filters[facet]) parameters.append(facet, value);
  return parameters.toString();
}

export function hasFilters(state: SearchState): boolean {
  return Boolean(state.minPrice || state.maxPrice) || FACETS.some((facet) => state.filters[facet].length > 0);
}

export function withoutFilters(state: SearchState): SearchState {
  return {
    ...state,
    minPrice: '',
    maxPrice: '',
    filters: { category: [], brand: [], unit: [], supplier: [] },
  };
}

/** Address of a search for `q` alone. */
export function searchHref(q: string, filters: Partial<Record<FacetName, string>> = {}): string {
  return `/?${new URLSearchParams({ q, ...filters }).toString()}`;
}
