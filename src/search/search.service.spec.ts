import { beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { LexicalHit, LexicalIndex, QueryUnderstanding } from '../lexical-index/index.js';
import type { CatalogueFilterResolver, Material, MaterialReader } from '../materials/index.js';
import type { VectorIndex } from '../vector-index/index.js';
import { searchBodySchema } from './dto/search-request.js';
import { LexicalRetriever } from './lexical-retriever.js';
import { PageReader } from './page-reader.js';
import type { QueryVectors } from './query-vectors.js';
import type { ResultSet } from './result-set.js';
import { SearchService } from './search.service.js';
import type { SearchAnswer } from './search-answer.js';
import type { SemanticCoverage } from './semantic-coverage.js';
import { SemanticRetriever } from './semantic-retriever.js';
import type { SemanticYardstick } from './semantic-yardstick.js';
import { ManualClock } from './testing/manual-clock.js';

const CONFIG = {
  lexicalTimeoutMs: 300,
  semanticTimeoutMs: 200,
  batchSemanticTimeoutMs: 1_000,
  semanticTopK: 10,
  lexicalWindow: 50,
};
const FEATURES: LexicalHit['features'] = {
  coverage: 1,
  nounMatched: true,
  sizeAgreement: 0,
  phrase: 1,
  brandMatched: false,
  categoryMatched: false,
  sku: null,
};
const UNDERSTANDING: QueryUnderstanding = {
  text: 'wtvtyn',
  interpreted: 'цемент',
  corrections: [{ from: 'wtvtyn', to: 'цемент', kind: 'layout' }],
  sizes: [],
  units: [],
  groups: [],
  asked: { codes: [], measures: [] },
  kind: 'name',
  knownShare: 1,
  isForeign: false,
  answerable: true,
  sku: null,
};

const never = <T>(): Promise<T> => new Promise<T>(() => undefined);

/** A catalogue of two: `words` is found by words, `meaning` by meaning. */
class World {
  readonly clock = new ManualClock();
  readonly embedded: string[] = [];
  gone = new Set<string>();
  coverage = 1;
  embed = (): Promise<Float32Array[]> => Promise.resolve([new Float32Array([1, 0])]);
  neighbours = (): Promise<{ id: string; score: number }[]> =>
    Promise.resolve([{ id: 'meaning', score: 0.9 }]);
  understand = (): Promise<QueryUnderstanding> => Promise.resolve(UNDERSTANDING);
  retrieve = (): Promise<{ hits: LexicalHit[] }> =>
    Promise.resolve({ hits: [{ id: 'words', score: 0.9, features: FEATURES }] });

  service(enabled = true): SearchService {
    const lexicalIndex = {
      understand: () => this.understand(),
      strictest: () => null,
      plan: (query: QueryUnderstanding) =>
        Promise.resolve({ ...query, plan: { matchGroups: [], widened: false, likeCategoryIds: [] } }),
      retrieve: () => this.retrieve(),
      matches: () => ({ sql: 'true', parameters: [] }),
      score: () => Promise.resolve([]),
      highlight: (_: unknown, text: string) => text,
    } as unknown as LexicalIndex; // Partial stand-ins: what is not used here is not built.
    const resultSet = {
      statistics: () => Promise.resolve({ total: 1, facets: {} }),
      tail: () => Promise.resolve([]),
      neighbours: (ids: string[]) =>
        Promise.resolve(ids.map((id) => ({ id, matched: id === 'words', values: {} }))),
    } as unknown as ResultSet;
    const queryVectors = {
      embed: (texts: string[]) => {
        this.embedded.push(...texts);
        return this.embed();
      },
    } as unknown as QueryVectors;
    const vectors = { search: () => this.neighbours() } as unknown as VectorIndex;
    const yardstick = {
      scaleFor: () => Promise.resolve({ nearness: (cosine: number) => (cosine - 0.7) * 10 }),
    } as unknown as SemanticYardstick;
    // A partial stand-in as those around it.
    const coverage = { share: () => Promise.resolve(this.coverage) } as unknown as SemanticCoverage;
    const materials = {
      findByIds: (ids: string[]) =>
        Promise.resolve(
          new Map(
            ids.filter((id) => !this.gone.has(id)).map((id) => [id, { id, name: id, description: null }]),
          ),
        ),
    } as unknown as MaterialReader;
    const filters = { resolve: () => Promise.resolve({}) } as unknown as CatalogueFilterResolver;
    const lexical = new LexicalRetriever(lexicalIndex, resultSet, CONFIG);
    return new SearchService(
      this.clock,
      filters,
      lexical,
      new SemanticRetriever(queryVectors, vectors, yardstick, coverage, CONFIG),
      resultSet,
      new PageReader(materials, lexical, resultSet),
      CONFIG,
      { enabled } as ConstructorParameters<typeof SearchService>[7],
    );
  }
}

const ask = (more: object = {}): ReturnType<typeof searchBodySchema.parse> =>
  searchBodySchema.parse({ q: 'wtvtyn', ...more });
const names = ({ items }: SearchAnswer): string[] =>
  items.map(({ material }: { material: Material }) => material.id);

Logger.overrideLogger(false); // The failures below are meant to happen.

describe('SearchService', () => {
  let world: World;
  beforeEach(() => {
    world = new World();
  });

  it('joins what words and meaning found', async () => {
    const answer = await world.service().search(ask());
    expect(names(answer)).toEqual(['words', 'meaning']);
    expect(answer).toMatchObject({ total: 2, degraded: [], whole: true, query: { interpreted: 'цемент' } });
    expect(answer.items.map(({ matchedBy }) => matchedBy)).toEqual([['lexical'], ['semantic']]);
  });

  // Nearness 0.7: below the floor.
  it.each([
    ['need', [], ['meaning']],
    ['name', [], []],
    ['need', [{ id: 'words', score: 0.9, features: FEATURES }], ['words']],
  ] as const)(
    'of what is far off it guesses only where words find nothing of what is needed: a %s, %j',
    async (kind, hits, expected) => {
      world.neighbours = () => Promise.resolve([{ id: 'meaning', score: 0.77 }]);
      world.understand = () => Promise.resolve({ ...UNDERSTANDING, kind, knownShare: 0 });
      world.retrieve = () => Promise.resolve({ hits: [...hits] });
      const answer = await world.service().search(ask());
      expect(names(answer)).toEqual(expected);
      for (const { material, confidence } of answer.items)
        if (material.id === 'meaning') expect(confidence).toBe('low');
    },
  );

  it('embeds the query as understood when something was corrected', async () => {
    await world.service().search(ask());
    expect(world.embedded).toEqual(['цемент']);
  });

  it.each([
    ['the embedder hangs', (w: World) => (w.embed = never)],
    ['the vector index hangs', (w: World) => (w.neighbours = never)],
  ])('answers by words at the deadline when %s', async (_, hang) => {
    hang(world);
    let answer: SearchAnswer | null = null;
    const call = world
      .service()
      .search(ask())
      .then((found) => (answer = found));
    await world.clock.advance(CONFIG.semanticTimeoutMs - 1);
    expect(answer).toBeNull();
    await world.clock.advance(1);
    await call;
    expect(answer).toMatchObject({ degraded: ['semantic'], whole: false, total: 1 });
    expect(names(await call)).toEqual(['words']);
  });

  it('answers by words at once when the embedder refuses', async () => {
    world.embed = () => Promise.reject(new Error('down'));
    expect(await world.service().search(ask())).toMatchObject({ degraded: ['semantic'], whole: false });
  });

  it('answers by meaning when word search fails, and embeds what was typed', async () => {
    world.understand = () => Promise.reject(new Error('down'));
    const answer = await world.service().search(ask());
    expect(names(answer)).toEqual(['meaning']);
    expect(answer).toMatchObject({ degraded: ['lexical'], whole: false, total: 1 });
    expect(world.embedded).toEqual(['wtvtyn']);
  });

  it('answers by meaning at the deadline when word search hangs', async () => {
    world.retrieve = never;
    const call = world.service().search(ask());
    await world.clock.advance(CONFIG.lexicalTimeoutMs);
    expect(await call).toMatchObject({ degraded: ['lexical'], total: 1 });
  });

  it('says so when neither answers', async () => {
    world.understand = () => Promise.reject(new Error('down'));
    world.embed = () => Promise.reject(new Error('down'));
    await expect(world.service().search(ask())).rejects.toMatchObject({ code: 'search_unavailable' });
  });

  it('answers the other way when the one way asked for fails', async () => {
    world.embed = () => Promise.reject(new Error('down'));
    expect(await world.service().search(ask({ mode: 'semantic' }))).toMatchObject({
      degraded: ['semantic'],
      mode: 'semantic',
      total: 1,
    });
    world = new World();
    world.retrieve = () => Promise.reject(new Error('down'));
    expect(await world.service().search(ask({ mode: 'lexical' }))).toMatchObject({
      degraded: ['lexical'],
      total: 1,
    });
  });

  it('recovers by itself', async () => {
    const service = world.service();
    const embed = world.embed;
    world.embed = () => Promise.reject(new Error('down'));
    await service.search(ask());
    world.embed = embed;
    expect(await service.search(ask())).toMatchObject({ degraded: [], whole: true });
  });

  it('does not wait again and again for an embedder that hangs, and tries it after a rest', async () => {
    const service = world.service();
    const embed = world.embed;
    world.embed = never;
    for (let i = 0; i < 3; i++) {
      const call = service.search(ask());
      await world.clock.advance(CONFIG.semanticTimeoutMs);
      await call;
    }
    expect(await service.search(ask())).toMatchObject({ degraded: ['semantic'] });
    world.embed = embed;
    await world.clock.advance(1_000);
    expect(await service.search(ask())).toMatchObject({ degraded: [] });
  });

  it('keeps answers when meaning is switched off by configuration, and still says so', async () => {
    const answer = await world.service(false).search(ask());
    expect(answer).toMatchObject({ degraded: ['semantic'], whole: true });
  });

  it('goes by words while few materials have a vector, and says so', async () => {
    world.retrieve = () => Promise.resolve({ hits: [{ id: 'words', score: 0.05, features: FEATURES }] });
    world.neighbours = () => Promise.resolve([{ id: 'meaning', score: 0.95 }]);
    expect(names(await world.service().search(ask()))).toEqual(['meaning', 'words']);
    world.coverage = 0.1;
    const answer = await world.service().search(ask());
    expect(names(answer)).toEqual(['words', 'meaning']);
    expect(answer).toMatchObject({ degraded: ['semantic'], whole: false });
  });

  it('does not show what is gone', async () => {
    world.gone.add('words');
    expect(names(await world.service().search(ask()))).toEqual(['meaning']);
  });
});
