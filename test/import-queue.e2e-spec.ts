import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { startServer, waitUntil, type ChildServer } from './support/child.js';
import { createTestDatabase, describeWith, type TestDatabase } from './support/servers.js';

const BATCH_ROWS = 250;

interface Job {
  id: string;
  status: string;
  created: number;
  rejected: number;
}

describeWith(['postgres'], 'two instances and one queue of imports', () => {
  let database: TestDatabase;
  let client: Client;
  let servers: ChildServer[] = [];

  beforeAll(async () => {
    database = await createTestDatabase('postgres');
    client = new Client(database.env.DATABASE_URL);
    await client.connect();
    const env = {
      ...database.env,
      IMPORT_CONCURRENCY: '1',
      IMPORT_LEASE_MS: '1000',
      IMPORT_POLL_MS: '50',
      IMPORT_BATCH_ROWS: String(BATCH_ROWS),
    };
    servers = [await startServer(env), await startServer(env)];
  });
  afterAll(async () => {
    for (const server of servers) {
      server.process.kill('SIGKILL');
      await server.ended;
    }
    await client.end();
    await database.drop();
  });

  const listOf = (supplier: string, rows: number): FormData => {
    const lines = Array.from(
      { length: rows },
      (_, i) => `${supplier}-${i},Товар ${supplier} ${i},шт,${i + 1}`,
    );
    const form = new FormData();
    form.set('supplier', supplier);
    form.set('file', new Blob([['sku,name,unit,price', ...lines].join('\n')]), 'list.csv');
    return form;
  };
  const post = async ({ url }: ChildServer, form: FormData): Promise<string> => {
    const answer = await fetch(`${url}/api/v1/imports`, { method: 'POST', body: form });
    expect(answer.status).toBe(202);
    return ((await answer.json()) as Job).id;
  };
  const jobOf = async ({ url }: ChildServer, id: string): Promise<Job> =>
    (await (await fetch(`${url}/api/v1/imports/${id}`)).json()) as Job;
  const metric = async ({ url }: ChildServer, name: string): Promise<number> => {
    const text = await (await fetch(`${url}/metrics`)).text();
    return text
      .split('\n')
      .filter((line) => line.startsWith(`${name} `) || line.startsWith(`${name}{`))
      .reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
  };
  /** What is stored of a supplier: offers, how many of them are the same item, and prices that stand. */
  const stored = async (supplier: string): Promise<Record<string, number> | undefined> => {
    const { rows } = await client.query<Record<string, number>>(
      `SELECT count(DISTINCT o.id)::int AS offers, (count(DISTINCT o.id) - count(DISTINCT o.item_key))::int AS doubled,
         count(h.offer_id) FILTER (WHERE h.valid_to IS NULL)::int AS prices
       FROM suppliers s JOIN offers o ON o.supplier_id = s.id LEFT JOIN price_history h ON h.offer_id = o.id WHERE s.name = $1`,
      [supplier],
    );
    return rows[0];
  };
  const first = (): ChildServer => servers[0] as ChildServer;

  it('share the work, each list is imported once, and no instance takes more than it may', async () => {
    const names = Array.from({ length: 8 }, (_, i) => `Очередь ${i}`);
    const ids = await Promise.all(names.map((name) => post(first(), listOf(name, 600))));
    const running: number[] = [];
    await waitUntil('all are imported', first(), async () => {
      const jobs = await Promise.all(ids.map((id) => jobOf(first(), id)));
      running.push(jobs.filter(({ status }) => status === 'running').length);
      return jobs.every(({ status }) => status === 'completed');
    });
    expect(Math.max(...running)).toBeLessThanOrEqual(2);
    for (const name of names) {
      expect(await stored(name)).toEqual({ offers: 600, doubled: 0, prices: 600 });
    }
    for (const server of servers) {
      expect(await metric(server, 'catalogue_imports_total')).toBeGreaterThan(0);
    }
  });

  it('stop an import when told, between two batches: what is merged stays, and nothing half of it', async () => {
    const id = await post(first(), listOf('Передумали', 40_000));
    await waitUntil('some of it is merged', first(), async () => (await jobOf(first(), id)).created > 0);
    const answer = await fetch(`${first().url}/api/v1/imports/${id}`, { method: 'DELETE' });
    expect([200, 202, 204]).toContain(answer.status);
    await waitUntil('it has stopped', first(), async () => (await jobOf(first(), id)).status === 'cancelled');
    const { created } = await jobOf(first(), id);
    expect(created % BATCH_ROWS).toBe(0);
    expect(created).toBeLessThan(40_000);
    expect(await stored('Передумали')).toEqual({ offers: created, doubled: 0, prices: created });
    expect((await fetch(`${first().url}/api/v1/imports/${id}`, { method: 'DELETE' })).status).toBe(409);
  });

  it('carry on, from the last batch, what an instance was at when it was killed', async () => {
    const id = await post(first(), listOf('Убитый', 10_000));
    await waitUntil('some of it is merged', first(), async () => (await jobOf(first(), id)).created > 0);
    const busy = await Promise.all(servers.map((server) => metric(server, 'catalogue_imports_running')));
    const at = busy.findIndex((count) => count > 0);
    expect(at).toBeGreaterThanOrEqual(0);
    const [victim] = servers.splice(at, 1) as [ChildServer];
    victim.process.kill('SIGKILL');
    await victim.ended;
    const merged = (await stored('Убитый'))?.offers ?? 0;
    expect(merged).toBeLessThan(10_000);
    await waitUntil('the other has finished it', first(), async () => {
      return (await jobOf(first(), id)).status === 'completed';
    });
    expect(await jobOf(first(), id)).toMatchObject({
      created: 10_000,
      updated: 0,
      unchanged: 0,
      rejected: 0,
    });
    expect(await stored('Убитый')).toEqual({ offers: 10_000, doubled: 0, prices: 10_000 });
  });
});
