import type { HealthDetail, HealthReport } from '../health/index.js';

export interface BannerFacts {
  version: string;
  url: string;
  /** How the database is reached, without credentials: a directory, or host, port and name. */
  databaseAt: string;
  materials: number;
  health: HealthReport;
  prettyLogs: boolean;
}

/** The few lines a person reads after starting the server: what runs where, and which address to open. */
export function banner(facts: BannerFacts): string {
  const { details } = facts.health;
  const lines = [
    ['Catalogue', `${facts.materials} materials`],
    ['Database', database(details.postgres, facts.databaseAt)],
    ['Vectors', isOff(details.embeddings) ? 'none' : vectors(details.qdrant)],
    ['Cache', cache(details.redis)],
    ['Model', model(details.embeddings)],
    ['State', state(facts.health)],
    ['Open', `${facts.url}/`],
    ['API', `${facts.url}/docs`],
    ['Try', `curl -G ${facts.url}/api/v1/search --data-urlencode "q=цемент м500"`],
  ];
  return [
    '',
    `  Materials Catalogue ${facts.version}`,
    '',
    ...lines.map(([label, text]) => `  ${(label ?? '').padEnd(11)}${text}`),
    '',
    `  ${facts.prettyLogs ? 'Logs follow.' : 'Logs follow, a JSON object a line (LOG_PRETTY=true: as text).'} Ctrl+C stops.`,
    '',
  ].join('\n');
}

function database(detail: HealthDetail | undefined, at: string): string {
  const version = text(detail?.version);
  return detail?.embedded === true
    ? `embedded PostgreSQL ${version} in ${at}`
    : `PostgreSQL ${version} at ${at}`;
}

function vectors(detail: HealthDetail | undefined): string {
  if (!detail || detail.status === 'unused') return 'pgvector in the same database';
  return `Qdrant ${text(detail.version)}, collection ${text(detail.collection)}`;
}

function cache(detail: HealthDetail | undefined): string {
  if (!detail || detail.status === 'unused') return 'in this process';
  return `in this process and Redis ${text(detail.version)}`;
}

function model(detail: HealthDetail | undefined): string {
  if (isOff(detail)) return 'none: search by words alone (SEMANTIC_ENABLED=false)';
  return detail ? `${text(detail.model)}, ${text(detail.dimensions)} dimensions` : 'none';
}

function isOff(embeddings: HealthDetail | undefined): boolean {
  return embeddings?.status === 'unused';
}

function state(health: HealthReport): string {
  const named = (wanted: HealthDetail['status']): string =>
    Object.entries(health.details)
      .filter(([, { status }]) => status === wanted)
      .map(([key]) => key)
      .join(', ');
  const down = named('down');
  // Right after a start, what answers less well than it should is still loading.
  const warming = named('degraded');
  if (down) return `no answer from ${down} (see /health)`;
  if (warming) return `ready; still warming up: ${warming}`;
  return indexing(health.details.indexer) ?? 'everything answers';
}

/** Search by words is complete at once; what meaning does not know yet comes last in a result, so a first look must know of it. */
function indexing(detail: HealthDetail | undefined): string | null {
  if (typeof detail?.backlog !== 'number' || detail.backlog === 0) return null;
  const left = typeof detail.etaSeconds === 'number' ? `, about ${detail.etaSeconds} s` : '';
  return `ready; search by meaning still reads ${detail.backlog} materials${left}`;
}

function text(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '?';
}

/** Host, port and database of a connection URL: never the user, the password or the parameters. */
export function withoutCredentials(connectionUrl: string): string {
  const { host, pathname } = new URL(connectionUrl);
  return `${host}${pathname}`;
}
