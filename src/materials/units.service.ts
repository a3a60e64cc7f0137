import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AppError, decodeCursor, encodeCursor, type Page } from '../common/index.js';
import { ChangeFeed, setUpForBulk } from '../database/index.js';
import { retryTransient, sqlState, violates } from './database-error.js';
import type { Unit, UnitPatch } from './unit.js';
import { normaliseUnitKey } from './unit-key.js';
import { UnitStore } from './unit-store.js';

/** Units of measure, and what a spelling of one means. */
@Injectable()
export class UnitsService implements OnModuleInit, OnModuleDestroy {
  /** Folded spelling to code, as of the last change that this process heard of. */
  private keys: Promise<Map<string, string>> | null = null;
  private unsubscribe: () => void = () => undefined;

  constructor(
    private readonly dataSource: DataSource,
    private readonly store: UnitStore,
    private readonly changes: ChangeFeed,
  ) {}

  onModuleInit(): void {
    // A change of units in another process is told as "all" by a trigger.
    this.unsubscribe = this.changes.subscribe('units', (change) => {
      if (change.materialIds === 'all') this.keys = null;
      return Promise.resolve();
    });
  }

  onModuleDestroy(): void {
    this.unsubscribe();
  }

  /** Code of the unit a text means, in any spelling; null when none is known. From memory but for the first call. */
  async resolve(text: string): Promise<string | null> {
    return (await this.loadKeys()).get(normaliseUnitKey(text)) ?? null;
  }

  /** The same for many texts at once. */
  async resolveMany(texts: readonly string[]): Promise<Map<string, string | null>> {
    const keys = await this.loadKeys();
    return new Map(texts.map((text) => [text, keys.get(normaliseUnitKey(text)) ?? null]));
  }

  async list(limit: number, cursor?: string): Promise<Page<Unit>> {
    const after = cursor === undefined ? null : String(decodeCursor(cursor, 1)[0]);
    const units = await this.store.page(after, limit + 1);
    const items = units.slice(0, limit);
    const last = items.at(-1);
    return { items, nextCursor: units.length > limit && last ? encodeCursor([last.code]) : null };
  }

  async get(code: string): Promise<Unit> {
    const unit = await this.store.find(code);
    if (!unit) throw notFound(code);
    return unit;
  }

  /** @throws AppError `duplicate_unit` when the code or a spelling already means a unit. */
  async create(unit: Unit): Promise<Unit> {
    return await this.write(unit.code, async (manager) => {
      await this.store.insert(unit, manager);
    });
  }

  /**
   * Changes the fields named; `aliases` are replaced as a whole, code and name stay spellings of it. Materials whose unknown unit
   * text it now explains take it; those that lost a spelling keep their unit.
   *
   * @throws AppError `unit_not_found`, `duplicate_unit`.
   */
  async update(code: string, patch: UnitPatch): Promise<Unit> {
    return await this.write(code, async (manager) => {
      await this.store.lock(code, manager);
      const before = await this.store.find(code, manager);
      if (!before) throw notFound(code);
      const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
      await this.store.update({ ...before, ...given }, manager);
    });
  }

  /** @throws AppError `unit_not_found`, `unit_in_use` while a material or an offer has it. */
  async delete(code: string): Promise<void> {
    try {
      if (!(await this.store.delete(code))) throw notFound(code);
    } catch (error) {
      if (sqlState(error) === '23503' || sqlState(error) === '23001') {
        throw new AppError('unit_in_use', 'Materials are measured in this unit.', { cause: error });
      }
      throw error;
    }
    await this.changes.announce({ materialIds: 'all', origin: 'local' });
  }

  private async write(code: string, change: (manager: EntityManager) => Promise<void>): Promise<Unit> {
    try {
      const unit = await retryTransient(() =>
        this.dataSource.transaction(async (manager) => {
          await setUpForBulk(manager); // All the materials in this unit change with it.
          await change(manager);
          await this.store.adoptRawTexts(code, manager);
          const after = await this.store.find(code, manager);
          if (!after) throw notFound(code);
          return after;
        }),
      );
      // What an answer says of a filter by unit may be wrong now, whether or not a material has it: everybody is told.
      await this.changes.announce({ materialIds: 'all', origin: 'local' });
      return unit;
    } catch (error) {
      if (violates(error, 'units_pkey')) throw duplicate('code', code, error);
      if (violates(error, 'unit_aliases_pkey')) throw duplicate('aliases', code, error);
      throw error;
    }
  }

  private loadKeys(): Promise<Map<string, string>> {
    const loading = (this.keys ??= this.store.keys());
    loading.catch(() => {
      if (this.keys === loading) this.keys = null; // A failed load is not kept.
    });
    return loading;
  }
}

function notFound(code: string): AppError {
  return new AppError('unit_not_found', `There is no unit "${code}".`);
}

function duplicate(path: 'code' | 'aliases', code: string, cause: unknown): AppError {
  return new AppError(
    'duplicate_unit',
    path === 'code' ? `There is a unit "${code}".` : 'A spelling given already means another unit.',
    { cause, errors: [{ path, code: 'duplicate', message: 'Is taken.' }] },
  );
}
