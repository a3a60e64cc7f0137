import type { SynonymRule } from './synonym-rule.js';

/** A rule as the administrator sees it. */
export interface Synonym extends SynonymRule {
  id: string;
  enabled: boolean;
  /** `shipped`: came with the program; `custom`: added here. */
  origin: 'shipped' | 'custom';
  /** A shipped rule that says something else here. */
  changed: boolean;
  /** Null for a shipped rule that nobody changed. */
  updatedAt: string | null;
}

export interface SynonymPatch {
  terms?: readonly string[] | undefined;
  also?: readonly string[] | undefined;
  weight?: number | undefined;
  enabled?: boolean | undefined;
}

export interface SynonymListOptions {
  limit: number;
  cursor?: string | undefined;
  /** Rules one of whose terms holds this text. */
  q?: string | undefined;
  origin?: Synonym['origin'] | undefined;
  enabled?: boolean | undefined;
}
