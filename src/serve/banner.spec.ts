import { describe, expect, it } from '@jest/globals';
import { banner, withoutCredentials, type BannerFacts } from './banner.js';

function facts(details: BannerFacts['health']['details'], more: Partial<BannerFacts> = {}): BannerFacts {
  return {
    version: '1.2.3',
    url: 'http://127.0.0.1:3000',
    databaseAt: './data',
    materials: 813,
    health: { status: 'ok', info: {}, error: {}, details },
    prettyLogs: false,
    ...more,
  };
}

describe('banner', () => {
  it('says what runs where when nothing is set', () => {
    const text = banner(
      facts({
        postgres: { status: 'up', embedded: true, version: '18.6' },
        redis: { status: 'unused' },
        qdrant: { status: 'unused' },
        embeddings: { status: 'up', model: 'e5', dimensions: 384 },
      }),
    );
    expect(text).toContain('Catalogue  813 materials');
    expect(text).toContain('Database   embedded PostgreSQL 18.6 in ./data');
    expect(text).toContain('Vectors    pgvector in the same database');
    expect(text).toContain('Cache      in this process');
    expect(text).toContain('Model      e5, 384 dimensions');
    expect(text).toContain('State      everything answers');
    expect(text).toContain('http://127.0.0.1:3000/docs');
    expect(text).toContain('a JSON object a line');
  });

  it('names servers, and what does not answer or is still loading', () => {
    const text = banner(
      facts(
        {
          postgres: { status: 'up', embedded: false, version: '15.14' },
          redis: { status: 'down' },
          qdrant: { status: 'up', version: '1.18.3', collection: 'materials_1' },
          embeddings: { status: 'degraded', model: 'e5', dimensions: 384 },
        },
        { databaseAt: withoutCredentials('postgres://app:s3cret@db:5432/shop?sslmode=require') },
      ),
    );
    expect(text).toContain('PostgreSQL 15.14 at db:5432/shop');
    expect(text).toContain('Qdrant 1.18.3, collection materials_1');
    expect(text).toContain('no answer from redis (see /health)');
    expect(text).not.toContain('s3cret');
    expect(banner(facts({ embeddings: { status: 'degraded' } }))).toContain('still warming up: embeddings');
  });

  it('says that there is no search by meaning where it is switched off', () => {
    const text = banner(facts({ qdrant: { status: 'unused' }, embeddings: { status: 'unused' } }));
    expect(text).toContain('Vectors    none');
    expect(text).toContain('Model      none: search by words alone (SEMANTIC_ENABLED=false)');
  });

  it('says how far search by meaning is behind', () => {
    const state = (indexer: Record<string, unknown>): string =>
      /State +(.*)/.exec(banner(facts({ indexer: { status: 'up', ...indexer } })))?.[1] ?? '';
    expect(state({ backlog: 366, etaSeconds: 17 })).toBe(
      'ready; search by meaning still reads 366 materials, about 17 s',
    );
    expect(state({ backlog: 366, etaSeconds: null })).toBe(
      'ready; search by meaning still reads 366 materials',
    );
    expect(state({ backlog: 0, etaSeconds: null })).toBe('everything answers');
  });
});
