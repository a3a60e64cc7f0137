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

export interface SearchHit {
  material: Material;
  score: number;
  confidence: Confidence;
  matchedBy: ('lexical' | 'semantic' | 'sku')[];
  highlights: { name?: string; description?: string };
  explain?: unknown;
}

export interface SearchAnswer {
  query: {
    text: string;
    interpreted: string;
    corrections: { from: string; to: string; kind: string }[];
    sizes: unknown[];
    units: string[];
  };
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

export interface ImportJob {
  id: string;
  status: 'queued' | 'running' | 'completed' | 'failed' | 'cancelled';
  fileName: string;
  format: {
    encoding?: string;
    delimiter?: string;
    sheet?: string;
    headerRow?: number;
    mapping?: Record<string, string>;
  } | null;
  progress: { bytesRead: number; bytesTotal: number; rowsRead: number };
  created: number;
  updated: number;
  unchanged: number;
  rejected: number;
  warnings: number;
  startedAt: string | null;
  finishedAt: string | null;
  error?: { code?: string; message?: string } | string | null;
}

export interface ImportRow {
  row: number;
  column: string | null;
  code: string;
  message: string;
  value: string | null;
}

export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}
