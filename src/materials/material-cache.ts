import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import {
  CacheAside,
  CachedBody,
  cachePolicy,
  jsonBody,
  type CachePolicy,
  type CacheStatus,
  type Loaded,
} from '../cache/index.js';
import { ChangeFeed } from '../database/index.js';
import { materialEtag, type Material } from './material.js';
import { MaterialReader } from './material-reader.js';

/** By id: one kept body serves `GET /materials/{id}` and every batch that asks for it. */
export const materialPolicy = (): CachePolicy => cachePolicy('material');
/** By SKU, in a namespace of its own that any change of a material empties: a SKU moves between materials. */
export const skuPolicy = (): CachePolicy => ({ ...cachePolicy('material'), namespace: 'material-sku' });

export interface BatchGet {
  /** Bodies in the order asked, each the JSON of one material. */
  found: CachedBody[];
  missing: string[];
  /** `HIT` when nothing had to be loaded. */
  status: CacheStatus;
}

/** Materials out of the cache, and their removal from it when they change. */
@Injectable()
export class MaterialCache implements OnModuleInit, OnModuleDestroy {
  private unsubscribe: () => void = () => undefined;

  constructor(
    private readonly cache: CacheAside,
    private readonly reader: MaterialReader,
    private readonly changes: ChangeFeed,
  ) {}

  onModuleInit(): void {
    const { namespace } = materialPolicy();
    const bySku = skuPolicy().namespace;
    this.unsubscribe = this.changes.subscribe('materials', async ({ materialIds, origin }) => {
      const news = origin === 'remote' ? 'heard' : 'own';
      await Promise.all([
        materialIds === 'all'
          ? this.cache.invalidateAll(namespace, news)
          : this.cache.invalidate(namespace, materialIds, news),
        this.cache.invalidateAll(bySku, news),
      ]);
    });
  }

  onModuleDestroy(): void {
    this.unsubscribe();
  }

  /** Looks each id up by itself; the missing ones are loaded by one statement. An id asked twice comes twice. */
  async getMany(ids: readonly string[], bypass: boolean): Promise<BatchGet> {
    const answers = await this.cache.getMany<CachedBody | KnownAbsence>(
      materialPolicy(),
      [...new Set(ids)],
      (missing) => this.load(missing),
      { bypass },
    );
    const found = ids.flatMap((id) => {
      const value = answers.get(id)?.value;
      return value instanceof CachedBody ? [value] : [];
    });
    const missing = [...new Set(ids)].filter((id) => !(answers.get(id)?.value instanceof CachedBody));
    const statuses = new Set([...answers.values()].map(({ status }) => status));
    const status = (['BYPASS', 'MISS', 'STALE'] as const).find((one) => statuses.has(one)) ?? 'HIT';
    return { found, missing, status };
  }

  /** Where `CACHE_WRITE_THROUGH` says so, keeps what was just written. */
  async keep(material: Material): Promise<void> {
    await this.cache.writeThrough(materialPolicy(), material.id, async () => {
      const loaded = (await this.load([material.id])).get(material.id);
      return loaded ?? { value: absence(material.id), negative: true };
    });
  }

  private async load(ids: readonly string[]): Promise<Map<string, Loaded<CachedBody | KnownAbsence>>> {
    const materials = await this.reader.findByIds(ids);
    return new Map(
      ids.map((id) => {
        const material = materials.get(id);
        return [
          id,
          material
            ? { value: jsonBody(material, materialEtag(material)) }
            : { value: absence(id), negative: true },
        ];
      }),
    );
  }
}

/** What a cached route keeps of a 404: the error's code and detail. */
interface KnownAbsence {
  code: 'material_not_found';
  detail: string;
}

function absence(id: string): KnownAbsence {
  return { code: 'material_not_found', detail: materialNotFoundDetail(id) };
}

export function materialNotFoundDetail(id: string): string {
  return `There is no material ${id}.`;
}

/** `{"items":[…],"missing":[…]}` from kept bodies, without parsing one of them. */
export function joinBodies({ found, missing }: BatchGet): Buffer {
  const parts: Buffer[] = [Buffer.from('{"items":[')];
  for (const [index, body] of found.entries()) {
    if (index > 0) parts.push(COMMA);
    parts.push(body.bytes);
  }
  parts.push(Buffer.from(`],"missing":${JSON.stringify(missing)}}`));
  return Buffer.concat(parts);
}
const COMMA = Buffer.from(',');
