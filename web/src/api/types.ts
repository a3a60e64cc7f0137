/** The part of the REST contract that the page uses; the contract itself is `/openapi.json`. */
export interface Money {
  amount: string;
  currency: string;
}

export interface Material {
  id: string;
  sku: string | null;
  name: string;
  description: string | null;
  category: { id: string; name: string; path: string } | null;
  unit: { code: string; name: string; okei: string | null } | null;
  unitRaw: string | null;
  brand: string | null;
  attributes: Record<string, unknown>;
  price: Money | null;
  createdAt: string;
  updatedAt: string;
  version: number;
}

export type Confidence = 'high' | 'medium' | 'low';
export type FacetName = 'category' | 'brand' | 'unit' | 'supplier';

export interface Explanation {
  lexical: {
    rank: number | null;
    score: number;
    features: {
      coverage: number;
      nounMatched: boolean;
      sizeAgreement: number;
      phrase: number;
      brandMatched: boolean;
      categoryMatched: boolean;
      sku: string | null;
    };
  } | null;
  semantic: { rank: number; cosine: number; nearness: number } | null;
  fusion: {
    kind: string;
    lexicalWeight: number;
    semanticWeight: number;
    agreement: number;
    contradiction: number;
    membership: number;
    sure: number;
  };
}

export interface SearchHit {
  material: Material;
  score: number;
  confidence: Confidence;
  matchedBy: ('lexical' | 'semantic' | 'sku')[];
  highlights: { name?: string; description?: string };
  explain?: Explanation;
}

export interface UnderstoodQuery {
  text: string;
  interpreted: string;
  corrections: { from: string; to: string; kind: string }[];
  sizes: { text: string; values: number[]; unit: string | null }[];
  units: string[];
  /** Bounds of the price that the query named. */
  price?: { min: string | null; max: string | null };
}

export interface SearchAnswer {
  query: UnderstoodQuery;
  items: SearchHit[];
  total: number;
  facets: Partial<Record<FacetName, { value: string; count: number }[]>>;
  mode: string;
  degraded: string[];
  tookMs: number;
}

export interface Suggestion {
  text: string;
  kind: 'query' | 'material' | 'category' | 'brand';
  id?: string;
}

export interface Offer {
  id: string;
  supplier: { id: string; name: string };
  sku: string | null;
  name: string;
  price: Money | null;
  priceKind: string;
  unit: string | null;
  packQuantity: string;
  pricePerBaseUnit: Money | null;
  updatedAt: string;
}

export interface PricePeriod {
  offerId: string;
  supplier: { id: string; name: string };
  price: Money | null;
  pricePerBaseUnit: Money | null;
  validFrom: string;
  validTo: string | null;
}

export type ImportStatus = 'queued' | 'running' | 'completed' | 'failed' | 'cancelled';

export interface ImportJob {
  id: string;
  status: ImportStatus;
  fileName: string;
  supplier: { id: string; name: string };
  dryRun: boolean;
  atomic: boolean;
  priceListId: string | null;
  format: {
    encoding?: string | null;
    delimiter?: string | null;
    sheet?: string;
    headerRow?: number | null;
    mapping?: Record<string, string>;
    headers?: string[];
    sample?: string[][];
  };
  progress: { bytesRead: number; bytesTotal: number; rowsRead: number };
  created: number;
  updated: number;
  unchanged: number;
  rejected: number;
  warnings: number;
  vanished: number;
  startedAt: string | null;
  finishedAt: string | null;
  error?: { code: string; message: string };
}

export type RowStatus = 'created' | 'updated' | 'unchanged' | 'vanished' | 'warning' | 'rejected';

export interface ImportRow {
  row: number | null;
  sheet: string | null;
  status: RowStatus;
  name: string | null;
  price: Money | null;
  column: string | null;
  code: string | null;
  message: string | null;
  value: string | null;
  changes: Record<string, { from: unknown; to: unknown }> | null;
  priceChange: { from: Money | null; to: Money | null; percent: string | null } | null;
}

export interface CategoryNode {
  id: string;
  name: string;
  path: string;
  parentId: string | null;
  version: number;
  children: CategoryNode[];
}

export interface Unit {
  code: string;
  name: string;
  aliases: string[];
  okei: string | null;
  dimension: string;
  factorToBase: number;
}

export interface Synonym {
  id: string;
  terms: string[];
  also: string[];
  weight: number;
  enabled: boolean;
  origin: 'shipped' | 'custom';
  changed: boolean;
  updatedAt: string | null;
}

export type Role = 'viewer' | 'editor' | 'admin';

export interface Me {
  authRequired: boolean;
  kind: 'anonymous' | 'user' | 'key';
  id: string | null;
  name: string | null;
  role: Role;
}

export interface User {
  id: string;
  username: string;
  role: Role;
  disabled: boolean;
  createdAt: string;
  lastLoginAt: string | null;
}

export interface ApiKey {
  id: string;
  name: string;
  prefix: string;
  role: Role;
  createdAt: string;
  expiresAt: string | null;
  lastUsedAt: string | null;
}

export interface Latency {
  p50: number;
  p95: number;
  p99: number;
}

export interface CacheNumbers {
  hits: number;
  misses: number;
  stale: number;
  writes: number;
  invalidations: number;
  errors: number;
  hitRate: number;
  entries: number;
  bytes: number;
  loadMs: Latency;
  hitMs: Latency;
}

export interface CacheStats {
  since: string;
  scope: 'fleet' | 'process';
  all: CacheNumbers;
  namespaces: Record<string, CacheNumbers>;
  stores: { local: { entries: number; bytes: number; maxBytes: number }; redis: { status: string } };
}

export interface HealthReport {
  status: string;
  details: Record<string, { status: string } & Record<string, unknown>>;
}

export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}
