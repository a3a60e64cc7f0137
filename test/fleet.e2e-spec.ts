import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { runCli, startServer, waitUntil, type ChildServer } from './support/child.js';
import {
  createTestDatabase,
  describeWith,
  redisUrl,
  uniquePrefix,
  type TestDatabase,
} from './support/servers.js';

interface Material {
  id: string;
  name: string;
  version: number;
  category: { name: string } | null;
  unit: { name: string } | null;
}

/** Two servers as an operator runs them: processes of their own, one PostgreSQL, one Redis. */
describeWith(['postgres', 'redis'], 'two instances over PostgreSQL and Redis', () => {
  let database: TestDatabase;
  let env: Record<string, string>;
  let a: ChildServer;
  let b: ChildServer;
  let sql: Client;
  let dir: string;
  let category: string;
  let material: Material;

  const send = async <T>(server: ChildServer, method: string, path: string, body?: object): Promise<T> => {
    const answer = await fetch(`${server.url}${path}`, {
      method,
      headers: body ? { 'content-type': 'application/json' } : {},
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return (text === '' ? null : JSON.parse(text)) as T;
  };
  const read = async (server: ChildServer): Promise<{ material: Material; cache: string | null }> => {
    const answer = await fetch(`${server.url}/api/v1/materials/${material.id}`);
    return { material: (await answer.json()) as Material, cache: answer.headers.get('x-cache') };
  };
  const total = async (server: ChildServer, query: string): Promise<number> => {
    const path = `/api/v1/search?mode=lexical&q=${encodeURIComponent(query)}`;
    return (await send<{ total: number }>(server, 'GET', path)).total;
  };
  /** Both instances answer out of their own memory. */
  const keepInBoth = async (): Promise<void> => {
    for (const server of [a, b]) {
      await waitUntil('the answer is kept', server, async () => (await read(server)).cache === 'HIT');
    }
  };
  const cli = (...args: string[]): ReturnType<typeof runCli> =>
    runCli(args, { ...env, SEMANTIC_ENABLED: 'false', LOG_LEVEL: 'fatal' });

  beforeAll(async () => {
    database = await createTestDatabase('postgres');
    dir = await mkdtemp(join(tmpdir(), 'mc-fleet-'));
    env = { ...database.env, REDIS_URL: redisUrl(), CACHE_PREFIX: uniquePrefix() };
    [a, b] = await Promise.all([startServer(env), startServer(env)]);
    sql = new Client(env.DATABASE_URL);
    await sql.connect();
  }, 240_000);
  afterAll(async () => {
    await sql.end();
    for (const server of [a, b]) server.process.kill('SIGTERM');
    await Promise.all([a.ended, b.ended]);
    await database.drop();
    await rm(dir, { recursive: true, force: true });
  }, 60_000);

  beforeEach(async () => {
    const name = `Раздел ${Math.random()}`;
    ({ id: category } = await send<{ id: string }>(a, 'POST', '/api/v1/categories', { name }));
    material = await send<Material>(a, 'POST', '/api/v1/materials', {
      name: 'Цемент М500',
      unit: 'шт',
      category: name,
    });
    await keepInBoth();
  });

  it('the other instance never answers with what was before an acknowledged write', async () => {
    for (let round = 0; round < 20; round += 1) {
      const [writer, reader] = round % 2 === 0 ? [a, b] : [b, a];
      await read(reader);
      const name = `Цемент М500, партия ${round}`;
      await send(writer, 'PATCH', `/api/v1/materials/${material.id}`, { name });
      expect((await read(reader)).material.name).toBe(name);
      expect((await read(writer)).material.name).toBe(name);
    }
  });

  it('a category renamed in one is renamed in what the other keeps', async () => {
    await send(a, 'PATCH', `/api/v1/categories/${category}`, { name: `Вяжущие ${category}` });
    expect((await read(b)).material.category?.name).toBe(`Вяжущие ${category}`);
    expect((await read(a)).material.category?.name).toBe(`Вяжущие ${category}`);
  });

  it('a unit renamed in one is renamed in what the other keeps', async () => {
    const name = `штука ${category.slice(-8)}`;
    await send(b, 'PATCH', `/api/v1/units/${encodeURIComponent('шт')}`, { name });
    expect((await read(a)).material.unit?.name).toBe(name);
    expect((await read(b)).material.unit?.name).toBe(name);
  });

  it('a statement of plain SQL reaches both', async () => {
    await sql.query("UPDATE materials SET name = 'Переписан помимо сервера' WHERE id = $1", [material.id]);
    for (const server of [a, b]) {
      await waitUntil('the news has come', server, async () => {
        return (await read(server)).material.name === 'Переписан помимо сервера';
      });
    }
  });

  it('a statement over many rows reaches both', async () => {
    await sql.query(
      `INSERT INTO materials (id, name)
       SELECT gen_random_uuid(), 'Щебень фракция ' || n FROM generate_series(1, 3000) AS n`,
    );
    await sql.query("UPDATE materials SET name = name || ' мытый' WHERE name LIKE 'Щебень%' OR id = $1", [
      material.id,
    ]);
    for (const server of [a, b]) {
      await waitUntil('the news has come', server, async () => {
        return (await read(server)).material.name === 'Цемент М500 мытый';
      });
    }
  });

  it('an import by the command line reaches both, and their searches', async () => {
    const file = join(dir, 'price.csv');
    const header = 'Артикул;Наименование;Ед. изм.;Цена';
    await writeFile(file, `${header}\nF-1;Ондулин зелёный;лист;512,00\n`);
    for (const server of [a, b]) expect(await total(server, 'ондулин')).toBe(0);
    const imported = await cli('import', file, '--supplier', 'Кровля', '--json');
    expect([imported.code, imported.stderr]).toEqual([0, imported.stderr]);
    for (const server of [a, b]) {
      await waitUntil('searches find it', server, async () => (await total(server, 'ондулин')) === 1);
    }
  });

  it('the command line shows, warms and clears what they share', async () => {
    for (const server of [a, b]) await read(server);
    // Each instance hands its counts on every few seconds.
    await waitUntil('the fleet has counted', a, async () => {
      const { stdout } = await cli('cache', 'stats', '--json');
      const { scope, namespaces } = JSON.parse(stdout) as {
        scope: string;
        namespaces: Record<string, { hits: number }>;
      };
      return scope === 'fleet' && (namespaces.material?.hits ?? 0) >= 2;
    });
    const table = await cli('cache', 'stats');
    expect(table.stdout).toMatch(/material .*%/);

    const cleared = await cli('cache', 'clear', '--material', material.id, '--json');
    expect([cleared.code, cleared.stderr]).toEqual([0, '']);
    expect((await read(a)).cache).toBe('MISS');
    await keepInBoth();
    expect((await cli('cache', 'clear', '--json')).code).toBe(0);
    expect((await read(b)).cache).toBe('MISS');

    const warmed = await cli('cache', 'warm', '--popular', '5', '--json');
    expect([warmed.code, warmed.stderr]).toEqual([0, '']);
    expect(JSON.parse(warmed.stdout)).toMatchObject({ failed: 0 });
  });
});
