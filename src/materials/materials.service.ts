import { Injectable } from '@nestjs/common';
import { AppError, type FieldError } from '../common/index.js';
import { ChangeFeed } from '../database/index.js';
import { violates } from './database-error.js';
import { materialEtag, type Material, type MaterialDraft, type MaterialPatch } from './material.js';
import { MaterialCache, materialNotFoundDetail } from './material-cache.js';
import { MaterialReader } from './material-reader.js';
import type { WriteMode } from './material-write-sql.js';
import { MaterialWriter } from './material-writer.js';
import { acceptedVersions, versionMismatch } from './preconditions.js';

/** One item of a batch: a draft, or what is wrong with it. */
export type BatchItem = { draft: MaterialDraft } | { errors: readonly FieldError[] };

export interface BatchResult {
  index: number;
  status: 'created' | 'updated' | 'unchanged' | 'failed';
  id?: string;
  errors?: readonly FieldError[];
}

export interface BatchReport {
  created: number;
  updated: number;
  unchanged: number;
  failed: number;
  results: BatchResult[];
}

/** Reading and writing materials. Every write is announced after its commit and before it is acknowledged. */
@Injectable()
export class MaterialsService {
  constructor(
    private readonly reader: MaterialReader,
    private readonly writer: MaterialWriter,
    private readonly cache: MaterialCache,
    private readonly changes: ChangeFeed,
  ) {}

  findByIds(ids: readonly string[]): Promise<Map<string, Material>> {
    return this.reader.findByIds(ids);
  }

  async get(id: string): Promise<Material> {
    const material = (await this.reader.findByIds([id])).get(id);
    if (!material) throw notFound(id);
    return material;
  }

  async getBySku(sku: string): Promise<Material> {
    const material = await this.reader.findBySku(sku);
    if (!material) throw new AppError('material_not_found', 'There is no material of this SKU.');
    return material;
  }

  /** @throws AppError `duplicate_sku`. */
  async create(draft: MaterialDraft): Promise<Material> {
    const material = await this.writer.create(draft);
    if (!material) throw duplicateSku();
    await this.announce([material.id]);
    await this.cache.keep(material);
    return material;
  }

  /**
   * Changes the fields named; a whole draft replaces the material. What changes nothing makes no new version.
   *
   * @param ifMatch value of the header, if any.
   * @throws AppError `material_not_found`, `version_mismatch`, `duplicate_sku`.
   */
  async update(id: string, patch: MaterialPatch, ifMatch?: string): Promise<Material> {
    let material: Material | null;
    try {
      material = await this.writer.update(id, patch, acceptedVersions(id, ifMatch));
    } catch (error) {
      throw violates(error, 'materials_sku_key') ? duplicateSku(error) : error;
    }
    if (!material) throw await this.missingOrChanged(id);
    await this.announce([id]);
    await this.cache.keep(material);
    return material;
  }

  /** @throws AppError `material_not_found`, `version_mismatch`. */
  async delete(id: string, ifMatch?: string): Promise<void> {
    if (!(await this.writer.delete(id, acceptedVersions(id, ifMatch)))) throw await this.missingOrChanged(id);
    await this.announce([id]);
  }

  /**
   * Writes up to 1000 materials in one statement; each stands alone. Of several items with one SKU the first is taken, the others
   * fail and say so. In mode `upsert` an item replaces the material of its SKU as PUT does, and needs one: without it a repeated
   * batch would double what it wrote.
   */
  async batch(items: readonly BatchItem[], mode: WriteMode): Promise<BatchReport> {
    const results: BatchResult[] = [];
    const accepted: { index: number; draft: MaterialDraft }[] = [];
    const firstOf = new Map<string, number>();
    for (const [index, item] of items.entries()) {
      const errors = 'errors' in item ? item.errors : batchErrors(item.draft, index, mode, firstOf);
      if (errors.length > 0) results.push({ index, status: 'failed', errors });
      else if ('draft' in item) accepted.push({ index, draft: item.draft });
    }
    const outcomes = await this.writer.writeMany(
      accepted.map(({ draft }) => draft),
      mode,
    );
    for (const [n, outcome] of outcomes.entries()) {
      const index = accepted[n]?.index ?? 0;
      if (outcome.status === 'duplicate') {
        results.push({ index, status: 'failed', errors: [skuError(index, 'duplicate_sku', 'Is taken.')] });
      } else {
        results.push({ index, status: outcome.status, ...(outcome.id !== null && { id: outcome.id }) });
      }
    }
    await this.announce(
      outcomes.flatMap(({ status, id }) =>
        id !== null && (status === 'created' || status === 'updated') ? [id] : [],
      ),
    );
    results.sort((a, b) => a.index - b.index);
    const count = (status: BatchResult['status']): number =>
      results.filter((result) => result.status === status).length;
    return {
      created: count('created'),
      updated: count('updated'),
      unchanged: count('unchanged'),
      failed: count('failed'),
      results,
    };
  }

  private async missingOrChanged(id: string): Promise<AppError> {
    const material = (await this.reader.findByIds([id])).get(id);
    return material ? versionMismatch(materialEtag(material)) : notFound(id);
  }

  private async announce(materialIds: readonly string[]): Promise<void> {
    await this.changes.announce({ materialIds, origin: 'local' });
  }
}

function batchErrors(
  draft: MaterialDraft,
  index: number,
  mode: WriteMode,
  firstOf: Map<string, number>,
): FieldError[] {
  if (draft.sku === null) {
    return mode === 'upsert' ? [skuError(index, 'required', 'Mode upsert finds materials by SKU.')] : [];
  }
  const first = firstOf.get(draft.sku);
  if (first !== undefined) {
    return [skuError(index, 'duplicate_in_batch', `Item ${first} of this batch has the same SKU.`)];
  }
  firstOf.set(draft.sku, index);
  return [];
}

function skuError(index: number, code: string, message: string): FieldError {
  return { path: `items.${index}.sku`, code, message };
}

function notFound(id: string): AppError {
  return new AppError('material_not_found', materialNotFoundDetail(id));
}

function duplicateSku(cause?: unknown): AppError {
  return new AppError('duplicate_sku', 'Another material has this SKU.', {
    cause,
    errors: [{ path: 'sku', code: 'duplicate_sku', message: 'Is taken.' }],
  });
}
