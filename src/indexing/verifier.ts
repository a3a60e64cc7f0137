import type { DataSource } from 'typeorm';
import type { LexicalIndex } from '../lexical-index/index.js';
import type { LiveVectorIndex, ScannedPoint, VectorPayload } from '../vector-index/index.js';
import type { Outbox } from './outbox.js';
import type { IndexDifference } from './ports/indexing-admin.port.js';
import type { IndexableMaterial, TruthReader } from './truth-reader.js';

const PAGE = 500;

/** Compares indexes with the truth, both read in the order of ids, side by side, a page at a time. */
export class Verifier {
  constructor(
    private readonly dataSource: DataSource,
    private readonly truth: TruthReader,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Differences between a collection and the truth. Materials with changes still on their way are not counted.
   * @param onChecked told how many materials have been compared.
   */
  async *vectors(
    index: LiveVectorIndex,
    collection: string,
    onChecked: (count: number) => void = () => undefined,
  ): AsyncGenerator<IndexDifference, void, undefined> {
    let checked = 0;
    const points = flatten(index.scan(collection, PAGE));
    let point = await next(points);
    let batch: IndexDifference[] = [];
    for await (const material of flatten(this.pages())) {
      for (; point && point.id < material.id; point = await next(points)) batch.push(orphan(point));
      if (point?.id === material.id) {
        const fields = differingFields(material.payload, point.payload);
        if (fields.length > 0) {
          batch.push({ materialId: material.id, index: 'vector', kind: 'outdated', fields });
        }
        point = await next(points);
      } else batch.push({ materialId: material.id, index: 'vector', kind: 'missing' });
      checked += 1;
      if (checked % PAGE === 0) {
        onChecked(checked);
        yield* await this.settled(batch);
        batch = [];
      }
    }
    for (; point; point = await next(points)) batch.push(orphan(point));
    onChecked(checked);
    yield* await this.settled(batch);
  }

  /** Materials the word index has not analysed, or not as it does now. */
  async *words(lexical: LexicalIndex): AsyncGenerator<IndexDifference, void, undefined> {
    const rows: { id: string }[] = await this.dataSource.query(
      `SELECT id FROM materials m WHERE NOT EXISTS (SELECT 1 FROM findable_materials f WHERE f.id = m.id)
         AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.material_id = m.id AND NOT o.lexical_done AND o.parked_at IS NULL)
       ORDER BY id`,
    );
    for (const { id } of rows) yield { materialId: id, index: 'lexical', kind: 'missing' };
    for (let after: string | null = null; ; ) {
      const ids: string[] = await lexical.outdated(after, PAGE);
      for (const id of ids)
        yield { materialId: id, index: 'lexical', kind: 'outdated', fields: ['analysis'] };
      after = ids.at(-1) ?? null;
      if (after === null) return;
    }
  }

  /** Leaves out what the indexer is about to put right. */
  private async settled(differences: readonly IndexDifference[]): Promise<IndexDifference[]> {
    const onTheWay = await this.outbox.pending(differences.map(({ materialId }) => materialId));
    return differences.filter(({ materialId }) => !onTheWay.has(materialId));
  }

  private async *pages(): AsyncGenerator<IndexableMaterial[], void, undefined> {
    let after: string | null = null;
    for (;;) {
      const page: IndexableMaterial[] = await this.truth.page(after, PAGE);
      if (page.length > 0) yield page;
      if (page.length < PAGE) return;
      after = page.at(-1)?.id ?? null;
    }
  }
}

/** Names of what differs, `text` for the content hash. */
export function differingFields(truth: VectorPayload, index: VectorPayload): string[] {
  const same: Record<string, boolean> = {
    text: truth.contentHash === index.contentHash,
    version: truth.version === index.version,
    categoryIds: sameSet(truth.categoryIds, index.categoryIds),
    brand: truth.brand === index.brand,
    unitCode: truth.unitCode === index.unitCode,
    supplierIds: sameSet(truth.supplierIds, index.supplierIds),
    price: truth.price === index.price,
  };
  return Object.keys(same).filter((field) => !same[field]);
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((value) => b.includes(value));
}

function orphan(point: ScannedPoint): IndexDifference {
  return { materialId: point.id, index: 'vector', kind: 'orphaned' };
}

async function* flatten<T>(pages: AsyncIterable<T[]>): AsyncGenerator<T, void, undefined> {
  for await (const page of pages) yield* page;
}

async function next<T>(iterator: AsyncIterator<T, void>): Promise<T | null> {
  const { done, value } = await iterator.next();
  return done ? null : value;
}
