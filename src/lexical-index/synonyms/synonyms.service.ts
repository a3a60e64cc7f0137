import { Injectable } from '@nestjs/common';
import { DataSource, QueryFailedError, type EntityManager } from 'typeorm';
import { AppError, decodeCursor, encodeCursor, validationError, type Page } from '../../common/index.js';
import { ChangeFeed } from '../../database/index.js';
import { normalizeText } from '../../text-analysis/index.js';
import type { Synonym, SynonymListOptions, SynonymPatch } from './synonym.js';
import { defaultWeight, ruleKey, type SynonymRule } from './synonym-rule.js';
import { termLexemes } from './synonym-set.js';
import { shippedById, SynonymStore, type StoredSynonym } from './synonym-store.js';

/** Rules of an administrator's own: every instance holds all of them in memory. */
export const MAX_CUSTOM_SYNONYMS = 5_000;

/** The administrator's view of the synonyms: all rules, changed one at a time, in force with the next question. */
@Injectable()
export class SynonymsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly store: SynonymStore,
    private readonly changes: ChangeFeed,
  ) {}

  /** Rules in alphabetical order. */
  async list({ limit, cursor, q, origin, enabled }: SynonymListOptions): Promise<Page<Synonym>> {
    const after = cursor === undefined ? null : decodeCursor(cursor, 2).map(String);
    const wanted = q === undefined ? '' : fold(q);
    const { rules } = await this.store.read();
    const sorted = all(rules)
      .filter(
        (rule) =>
          (origin === undefined || rule.origin === origin) &&
          (enabled === undefined || rule.enabled === enabled) &&
          [...rule.terms, ...rule.also].some((term) => fold(term).includes(wanted)),
      )
      .map((rule) => ({ rule, key: [fold(rule.terms[0] ?? ''), rule.id] as [string, string] }))
      .sort((a, b) => compare(a.key, b.key))
      .filter(({ key }) => after === null || compare(key, after as [string, string]) > 0);
    const page = sorted.slice(0, limit);
    const last = page.at(-1);
    return {
      items: page.map(({ rule }) => rule),
      nextCursor: sorted.length > limit && last ? encodeCursor(last.key) : null,
    };
  }

  /** @throws AppError `synonym_not_found`. */
  async get(id: string): Promise<Synonym> {
    return find((await this.store.read()).rules, id);
  }

  /** @throws AppError `duplicate_synonym`, `validation_failed` for a rule that can never apply, `conflict` when there are too many. */
  async create(draft: {
    terms: readonly string[];
    also: readonly string[];
    weight?: number | undefined;
    enabled: boolean;
  }): Promise<Synonym> {
    const rule = checked({ ...draft, weight: draft.weight ?? defaultWeight(draft) });
    return this.write(async (manager) => {
      const { rules } = await this.store.read(manager);
      if (all(rules).some((known) => ruleKey(known) === ruleKey(rule))) throw duplicate();
      if (rules.length >= MAX_CUSTOM_SYNONYMS)
        throw new AppError('conflict', `There are ${MAX_CUSTOM_SYNONYMS} rules already, which is the most.`);
      return this.store.insert({ ...rule, enabled: draft.enabled }, manager);
    });
  }

  /** Changes the fields named. @throws AppError `synonym_not_found`, `duplicate_synonym`, `validation_failed`. */
  async update(id: string, patch: SynonymPatch): Promise<Synonym> {
    return this.write(async (manager) => {
      const { rules } = await this.store.read(manager);
      const before = find(rules, id);
      const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
      const after = { ...before, ...given };
      const rule = checked(after);
      if (all(rules).some((other) => other.id !== id && ruleKey(other) === ruleKey(rule))) throw duplicate();
      await this.store.put(id, { ...rule, enabled: after.enabled }, manager);
      return id;
    });
  }

  /**
   * Deletes a rule of one's own. A shipped one would come back with the next start, so it is switched off instead.
   *
   * @throws AppError `synonym_not_found`.
   */
  async delete(id: string): Promise<void> {
    await this.write(async (manager) => {
      const rule = find((await this.store.read(manager)).rules, id);
      if (rule.origin === 'custom') await this.store.delete(id, manager);
      else await this.store.put(id, { ...rule, enabled: false }, manager);
      return null;
    });
  }

  private async write(change: (manager: EntityManager) => Promise<string>): Promise<Synonym>;
  private async write(change: (manager: EntityManager) => Promise<null>): Promise<null>;
  private async write(change: (manager: EntityManager) => Promise<string | null>): Promise<Synonym | null> {
    let written: Synonym | null;
    try {
      written = await this.dataSource.transaction(async (manager) => {
        await this.store.lock(manager);
        const id = await change(manager);
        return id === null ? null : find((await this.store.read(manager)).rules, id);
      });
    } catch (error) {
      if (isDuplicate(error)) throw duplicate(error);
      throw error;
    }
    // Any kept answer may be another one now: all are forgotten, here and, by the caches' own means, everywhere.
    await this.changes.announce({ materialIds: 'all', origin: 'local' });
    return written;
  }
}

function all(stored: readonly StoredSynonym[]): Synonym[] {
  const changes = new Map(stored.map((rule) => [rule.id, rule]));
  const shipped = shippedById();
  const ours = [...shipped].map(([id, rule]): Synonym => {
    const change = changes.get(id);
    return change
      ? view(change, 'shipped', true)
      : { id, ...rule, enabled: true, origin: 'shipped', changed: false, updatedAt: null };
  });
  return [...ours, ...stored.filter(({ id }) => !shipped.has(id)).map((rule) => view(rule, 'custom', false))];
}

function view(
  { id, terms, also, weight, enabled, updatedAt }: StoredSynonym,
  origin: Synonym['origin'],
  changed: boolean,
): Synonym {
  return { id, terms, also, weight: Number(weight), enabled, origin, changed, updatedAt };
}

function find(stored: readonly StoredSynonym[], id: string): Synonym {
  const rule = all(stored).find((known) => known.id === id);
  if (!rule) throw new AppError('synonym_not_found', `There is no synonym ${id}.`);
  return rule;
}

/** Refuses what can never apply, naming the term. */
function checked({ terms, also, weight }: SynonymRule): SynonymRule {
  const empty = (texts: readonly string[], field: string): void => {
    const at = texts.findIndex((term) => termLexemes(term).length === 0);
    if (at >= 0)
      throw validationError([
        { path: `${field}.${at}`, code: 'no_word', message: 'Holds no word that could be searched for.' },
      ]);
  };
  empty(terms, 'terms');
  empty(also, 'also');
  if (new Set([...terms, ...also].map(fold)).size < 2) {
    throw validationError([
      {
        path: 'terms',
        code: 'too_few',
        message: 'Two terms that differ, or one term and what it also finds.',
      },
    ]);
  }
  return { terms, also, weight: Math.round(weight * 100) / 100 };
}

function fold(term: string): string {
  return normalizeText(term).replace(/\s+/g, ' ').trim();
}

function compare(a: readonly [string, string], b: readonly [string, string]): number {
  for (const i of [0, 1] as const) if (a[i] !== b[i]) return a[i] < b[i] ? -1 : 1;
  return 0;
}

function isDuplicate(error: unknown): boolean {
  return (
    error instanceof QueryFailedError &&
    (error.driverError as { constraint?: string }).constraint === 'synonyms_rule_key'
  );
}

function duplicate(cause?: unknown): AppError {
  return new AppError('duplicate_synonym', 'There is a rule that says the same.', {
    cause,
    errors: [{ path: 'terms', code: 'duplicate', message: 'Is taken.' }],
  });
}
