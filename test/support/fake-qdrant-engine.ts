/** Collections, points and aliases of {@link FakeQdrant}: exact search in memory, answers as Qdrant 1.18.3 gives them. */

type Json = Record<string, unknown>;
export interface Answer {
  status: number;
  result?: unknown;
  error?: string;
}

interface Condition {
  key: string;
  match?: { value?: unknown; any?: unknown[] };
  range?: { gte?: number; lte?: number; gt?: number; lt?: number };
}
interface Filter {
  must?: Condition[];
  must_not?: Condition[];
}
interface Point {
  id: string;
  vector: number[];
  payload: Json;
  version: number;
}
interface Collection {
  settings: Json & { vectors: { size: number }; strict_mode_config?: Json };
  points: Map<string, Point>;
  indexes: Map<string, { type: string; params?: unknown }>;
  operations: number;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const ok = (result: unknown): Answer => ({ status: 200, result });
const refuse = (status: number, error: string): Answer => ({ status, error });

export class FakeQdrantEngine {
  readonly collections = new Map<string, Collection>();
  readonly aliases = new Map<string, string>();

  /** Answers one request; `null` for a path Qdrant does not have. */
  handle(method: string, path: string, query: URLSearchParams, body: Json): Answer | null {
    if (path === '/collections' && method === 'GET') {
      return ok({ collections: [...this.collections.keys()].sort().map((name) => ({ name })) });
    }
    if (path === '/aliases' && method === 'GET') {
      const aliases = [...this.aliases].map(([alias_name, collection_name]) => ({
        alias_name,
        collection_name,
      }));
      return ok({ aliases });
    }
    if (path === '/collections/aliases' && method === 'POST')
      return this.changeAliases(body.actions as Json[]);
    const [, name = '', rest = ''] = /^\/collections\/([^/]+)(?:\/(.+))?$/.exec(path) ?? [];
    if (!name) return null;
    const collection = this.collections.get(this.aliases.get(name) ?? name);
    if (rest === '' && method === 'PUT') return this.create(name, body as Collection['settings']);
    if (rest === '' && method === 'DELETE') return this.drop(name);
    if (rest === 'exists') return ok({ exists: collection !== undefined });
    if (!collection) return refuse(404, `Not found: Collection \`${name}\` doesn't exist!`);
    return handleCollection(collection, `${method} ${rest}`, query, body);
  }

  private create(name: string, settings: Collection['settings']): Answer {
    if (this.collections.has(name)) return refuse(409, `Wrong input: Collection \`${name}\` already exists!`);
    this.collections.set(name, { settings, points: new Map(), indexes: new Map(), operations: 0 });
    return ok(true);
  }

  private drop(name: string): Answer {
    for (const [alias, collection] of this.aliases) if (collection === name) this.aliases.delete(alias);
    return ok(this.collections.delete(name));
  }

  private changeAliases(actions: Json[]): Answer {
    const next = new Map(this.aliases);
    for (const action of actions) {
      const remove = action.delete_alias as { alias_name: string } | undefined;
      const add = action.create_alias as { alias_name: string; collection_name: string } | undefined;
      if (remove) next.delete(remove.alias_name);
      if (!add) continue;
      if (this.collections.has(add.alias_name)) {
        return refuse(409, `Wrong input: Collection \`${add.alias_name}\` already exists!`);
      }
      if (!this.collections.has(add.collection_name)) {
        return refuse(404, `Not found: Collection \`${add.collection_name}\` doesn't exist!`);
      }
      next.set(add.alias_name, add.collection_name);
    }
    this.aliases.clear();
    next.forEach((collection, alias) => this.aliases.set(alias, collection));
    return ok(true);
  }
}

function handleCollection(c: Collection, route: string, query: URLSearchParams, body: Json): Answer | null {
  switch (route) {
    case 'GET ':
      return ok(info(c));
    case 'PUT index': {
      const schema = body.field_schema as string | { type: string };
      const index = typeof schema === 'string' ? { type: schema } : { type: schema.type, params: schema };
      c.indexes.set(String(body.field_name), index);
      c.operations += 2;
      return ok({ operation_id: c.operations, status: 'completed' });
    }
    case 'PUT points':
      return written(c, query, upsert(c, body));
    case 'POST points/delete':
      return written(c, query, remove(c, body));
    case 'POST points/payload':
      return written(c, query, setPayload(c, body));
    case 'POST points/batch': {
      const results = (body.operations as Json[]).map((operation) => {
        const failure = operation.upsert
          ? upsert(c, operation.upsert as Json)
          : remove(c, operation.delete as Json);
        return failure ?? { operation_id: c.operations, status: 'completed' };
      });
      return ok(results);
    }
    case 'POST points/query':
      return search(c, body);
    case 'POST points/query/batch': {
      const answers = (body.searches as Json[]).map((one) => search(c, one));
      return answers.find(({ status }) => status !== 200) ?? ok(answers.map(({ result }) => result));
    }
    case 'POST points/count':
      return ok({
        count: [...c.points.values()].filter((point) => matches(point, body.filter as Filter)).length,
      });
    case 'POST points/scroll':
      return scroll(c, body);
    case 'POST points': {
      const found = (body.ids as string[]).flatMap((id) => c.points.get(id) ?? []);
      return ok(found.map(({ id, payload, vector }) => ({ id, payload, vector })));
    }
    case 'POST facet':
      return facet(c, String(body.key));
    default:
      return null;
  }
}

function written(c: Collection, query: URLSearchParams, failure: Answer | null): Answer {
  const status = query.get('wait') === 'true' ? 'completed' : 'acknowledged';
  return failure ?? ok({ operation_id: c.operations, status });
}

function upsert(c: Collection, body: Json): Answer | null {
  const { size } = c.settings.vectors;
  const points = body.points as Point[];
  for (const { id, vector } of points) {
    if (typeof id !== 'number' && !UUID.test(id)) {
      return refuse(
        400,
        `Format error in JSON body: value ${String(id)} is not a valid point ID, valid values are either an unsigned integer or a UUID`,
      );
    }
    if (vector.length !== size) {
      return refuse(400, `Wrong input: Vector dimension error: expected dim: ${size}, got ${vector.length}`);
    }
  }
  c.operations += 1;
  for (const { id, vector, payload } of points) {
    const before = c.points.get(id);
    if (before && body.update_filter && !matches(before, body.update_filter)) continue;
    const length = Math.hypot(...vector);
    c.points.set(id, {
      id,
      vector: vector.map((value) => Math.fround(value / length)),
      payload: structuredClone(payload ?? {}),
      version: c.operations,
    });
  }
  return null;
}

function remove(c: Collection, body: Json): null {
  c.operations += 1;
  for (const id of (body.points as string[] | undefined) ?? []) c.points.delete(id);
  if (!body.filter) return null;
  for (const point of c.points.values()) if (matches(point, body.filter)) c.points.delete(point.id);
  return null;
}

function setPayload(c: Collection, body: Json): null {
  c.operations += 1;
  for (const id of body.points as string[]) Object.assign(c.points.get(id)?.payload ?? {}, body.payload);
  return null;
}

function search(c: Collection, body: Json): Answer {
  const limit = (body.limit as number | undefined) ?? 10;
  const filter = body.filter as Filter | undefined;
  const refused = strictModeRefusal(c, filter, limit);
  if (refused) return refused;
  let target = body.query as number[] | string;
  const self = typeof target === 'string' ? target : null;
  if (typeof target === 'string') {
    const stored = c.points.get(target);
    if (!stored) return refuse(404, `Not found: No point with id ${target} found`);
    target = stored.vector;
  }
  const { size } = c.settings.vectors;
  if (target.length !== size) {
    return refuse(400, `Wrong input: Vector dimension error: expected dim: ${size}, got ${target.length}`);
  }
  const length = Math.hypot(...target);
  const wanted = target.map((value) => value / length);
  const threshold = (body.score_threshold as number | undefined) ?? -Infinity;
  const offset = (body.offset as number | undefined) ?? 0;
  const points = [...c.points.values()]
    .filter((point) => point.id !== self && matches(point, filter))
    .map((point) => ({
      point,
      score: point.vector.reduce((sum, value, i) => sum + value * (wanted[i] ?? 0), 0),
    }))
    .filter(({ score }) => score >= threshold)
    .sort((a, b) => b.score - a.score)
    .slice(offset, offset + limit)
    .map(({ point, score }) => ({
      id: point.id,
      version: point.version,
      score: Math.fround(score),
      ...chosenPayload(point, body.with_payload ?? false),
    }));
  return ok({ points });
}

function strictModeRefusal(c: Collection, filter: Filter | undefined, limit: number): Answer | null {
  const strict = c.settings.strict_mode_config;
  if (!strict?.enabled) return null;
  const max = strict.max_query_limit as number | undefined;
  if (max !== undefined && limit > max) {
    const help = `Help: Reduce the "limit" parameter to or below ${max}.`;
    return refuse(400, `Bad request: Limit exceeded ${limit} > ${max} for "limit". ${help}`);
  }
  if (strict.unindexed_filtering_retrieve !== false) return null;
  for (const { key, range } of [...(filter?.must ?? []), ...(filter?.must_not ?? [])]) {
    if (c.indexes.has(key)) continue;
    return refuse(
      400,
      `Bad request: Index required but not found for "${key}" of one of the following types: [${range ? 'integer, float' : 'keyword'}]. ` +
        'Help: Create an index for this key or use a different filter.',
    );
  }
  return null;
}

function matches(point: Point, filter: Filter | undefined): boolean {
  const holds = ({ key, match, range }: Condition): boolean => {
    const stored = point.payload[key];
    const values = Array.isArray(stored) ? (stored as unknown[]) : [stored];
    return values.some((value) => {
      if (match) return match.any ? match.any.includes(value) : value === match.value;
      if (!range || typeof value !== 'number') return false;
      const { gte = -Infinity, lte = Infinity, gt = -Infinity, lt = Infinity } = range;
      return value >= gte && value <= lte && value > gt && value < lt;
    });
  };
  return (filter?.must ?? []).every(holds) && !(filter?.must_not ?? []).some(holds);
}

function chosenPayload({ payload }: Point, wanted: unknown): { payload?: Json } {
  if (wanted === false) return {};
  if (!Array.isArray(wanted)) return { payload };
  return { payload: Object.fromEntries(Object.entries(payload).filter(([key]) => wanted.includes(key))) };
}

function scroll(c: Collection, body: Json): Answer {
  const limit = (body.limit as number | undefined) ?? 10;
  const refused = strictModeRefusal(c, body.filter as Filter | undefined, limit);
  if (refused) return refused;
  const offset = (body.offset as string | undefined) ?? '';
  const found = [...c.points.values()]
    .filter((point) => point.id >= offset && matches(point, body.filter as Filter))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  const points = found.slice(0, limit).map((point) => ({
    id: point.id,
    ...chosenPayload(point, body.with_payload ?? true),
    ...(body.with_vector ? { vector: point.vector } : {}),
  }));
  return ok({ points, next_page_offset: found[limit]?.id ?? null });
}

function facet(c: Collection, key: string): Answer {
  const counts = new Map<string, number>();
  for (const { payload } of c.points.values()) {
    const value = payload[key];
    if (typeof value === 'string') counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  const hits = [...counts].sort().map(([value, count]) => ({ value, count }));
  return ok({ hits });
}

function info(c: Collection): Json {
  const { vectors, shard_number, replication_factor, write_consistency_factor, on_disk_payload } = c.settings;
  const present = (key: string): number =>
    [...c.points.values()].filter(({ payload }) => payload[key] !== undefined && payload[key] !== null)
      .length;
  return {
    status: 'green',
    optimizer_status: 'ok',
    indexed_vectors_count: 0,
    points_count: c.points.size,
    segments_count: 2,
    config: {
      params: {
        vectors,
        shard_number: shard_number ?? 1,
        replication_factor: replication_factor ?? 1,
        write_consistency_factor: write_consistency_factor ?? 1,
        on_disk_payload,
      },
      hnsw_config: c.settings.hnsw_config,
      quantization_config: c.settings.quantization_config,
      strict_mode_config: c.settings.strict_mode_config,
    },
    payload_schema: Object.fromEntries(
      [...c.indexes].map(([key, { type, params }]) => [
        key,
        { data_type: type, ...(params ? { params } : {}), points: present(key) },
      ]),
    ),
    update_queue: { length: 0 },
  };
}
