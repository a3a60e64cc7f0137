import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { decodeCursor, encodeCursor, validationError, type Page } from '../common/index.js';
import { CatalogueFilterResolver, type FilterTexts } from './catalogue-filter.resolver.js';
import { filterConditions } from './catalogue-filter.sql.js';
import type { Material } from './material.js';
import { MATERIAL_COLUMNS, MATERIAL_JOINS, toMaterial, type MaterialRow } from './material-sql.js';

export type MaterialSort = 'name' | '-updatedAt' | 'price';

export interface ListQuestion extends FilterTexts {
  /** RFC 3339; changed at or after. */
  updatedSince?: string | undefined;
  sort: MaterialSort;
  limit: number;
  cursor?: string | undefined;
}

/** Where a row stands in an order: the sort value as PostgreSQL prints it (null: without one, which is last), and the id. */
type Position = readonly [value: string | null, id: string];
type KeyedRow = MaterialRow & { sort_value: string | null };

/** An order that an index answers: rows after a position are found without counting those before. */
interface Order {
  value: string;
  type: string;
  /** Text of the value that reads back as exactly the same value. */
  print: string;
  direction: 'ASC' | 'DESC';
  nullable: boolean;
}

const MICROSECONDS = `to_char(m.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
const ORDERS: Record<MaterialSort, Order> = {
  name: { value: 'm.name', type: 'varchar', print: 'm.name', direction: 'ASC', nullable: false },
  '-updatedAt': {
    value: 'm.updated_at',
    type: 'timestamptz',
    print: MICROSECONDS,
    direction: 'DESC',
    nullable: false,
  },
  price: {
    value: 'm.price_amount',
    type: 'numeric',
    print: 'm.price_amount::text',
    direction: 'ASC',
    nullable: true,
  },
};

/** Rows looked at along the order before the filter is asked for all that it keeps: some 20 ms. */
const STRETCH = 10_000;

/** A part of an order as SQL over alias `m`. */
interface Range {
  position: readonly string[];
  filter: readonly string[];
  sorted: string;
  /** The number of rows wanted, as a parameter of the statement. */
  limit: string;
}

/** Lists of materials by keyset: a page starts after the last row shown, so rows inserted meanwhile never shift it. */
@Injectable()
export class MaterialList {
  constructor(
    private readonly dataSource: DataSource,
    private readonly filters: CatalogueFilterResolver,
  ) {}

  /** @throws AppError `validation_failed` for a cursor that is not one of ours for this order. */
  async page(question: ListQuestion): Promise<Page<Material>> {
    const order = ORDERS[question.sort];
    const after = question.cursor === undefined ? null : toPosition(question.cursor, question.sort);
    const filter = await this.filters.resolve(question);
    const parameters: unknown[] = [];
    const bind = (value: unknown): string => `$${parameters.push(value)}`;
    const where = filterConditions(filter, 'm', bind, this.filters.supplierCondition);
    if (question.updatedSince !== undefined) {
      where.push(`m.updated_at >= ${bind(question.updatedSince)}::timestamptz`);
    }
    const wanted = question.limit + 1;
    const rows: KeyedRow[] = [];
    // Rows without a value come after those with one; each part is a range of one index, which an OR of both would not be.
    for (const part of order.nullable ? (['valued', 'valueless'] as const) : (['valued'] as const)) {
      if (rows.length === wanted || (part === 'valued' && after !== null && after[0] === null)) continue;
      const own = [...parameters];
      const bindOwn = (value: unknown): string => `$${own.push(value)}`;
      const range: Range = {
        position: positionConditions(order, part, after, bindOwn),
        filter: where,
        sorted:
          part === 'valued'
            ? `${order.value} ${order.direction}, m.id ${order.direction}`
            : `m.id ${order.direction}`,
        limit: bindOwn(wanted - rows.length),
      };
      rows.push(...(await this.read(range, order, own, wanted - rows.length)));
    }
    const shown = rows.slice(0, question.limit);
    const last = shown.at(-1);
    return {
      items: shown.map(toMaterial),
      nextCursor:
        rows.length > question.limit && last ? encodeCursor([question.sort, last.sort_value, last.id]) : null,
    };
  }

  /**
   * The first rows of a range. Where a filter keeps most rows they are soon met along the order; where it keeps few, all that it
   * keeps are soon sorted. Which it is the statistics of PostgreSQL cannot tell (they know nothing of a brand that nobody has, nor that
   * nails all begin with N), so the order is followed for a stretch, and the filter where that was not enough.
   */
  private async read(range: Range, order: Order, parameters: unknown[], wanted: number): Promise<KeyedRow[]> {
    const columns = `SELECT ${MATERIAL_COLUMNS}, ${order.print} AS sort_value`;
    const { filter, position, sorted, limit } = range;
    const query = (materials: string): Promise<KeyedRow[]> =>
      this.dataSource.query<KeyedRow[]>(
        `${columns} FROM (${materials} ORDER BY ${sorted} LIMIT ${limit}) m ${MATERIAL_JOINS} ORDER BY ${sorted}`,
        parameters,
      );
    if (filter.length === 0) return query(`SELECT * FROM materials m${conditionsOf(position)}`);
    const along = `SELECT * FROM materials m${conditionsOf(position)} ORDER BY ${sorted} LIMIT ${STRETCH}`;
    const met = await query(`SELECT * FROM (${along}) m${conditionsOf(filter)}`);
    if (met.length === wanted) return met;
    // OFFSET 0: what follows is a sort of all that the filter keeps, and no walk along the order again.
    return query(
      `SELECT * FROM (SELECT * FROM materials m${conditionsOf([...filter, ...position])} OFFSET 0) m`,
    );
  }
}

function conditionsOf(conditions: readonly string[]): string {
  return conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
}

function positionConditions(
  order: Order,
  part: 'valued' | 'valueless',
  after: Position | null,
  bind: (value: unknown) => string,
): string[] {
  const sign = order.direction === 'ASC' ? '>' : '<';
  if (part === 'valueless') {
    const rest = after !== null && after[0] === null ? [`m.id ${sign} ${bind(after[1])}::uuid`] : [];
    return [`${order.value} IS NULL`, ...rest];
  }
  if (after !== null) {
    return [`(${order.value}, m.id) ${sign} (${bind(after[0])}::${order.type}, ${bind(after[1])}::uuid)`];
  }
  return order.nullable ? [`${order.value} IS NOT NULL`] : [];
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** A time as {@link MICROSECONDS} prints it, of a day that exists. */
function isMicrosecondTime(value: string): boolean {
  const [, milliseconds, year] = /^((\d{4})-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3})\d{3}Z$/.exec(value) ?? [];
  if (milliseconds === undefined || Number(year) < 1) return false;
  const time = new Date(`${milliseconds}Z`);
  return !Number.isNaN(time.getTime()) && time.toISOString() === `${milliseconds}Z`;
}
const READABLE: Record<MaterialSort, (value: string) => boolean> = {
  name: (value) => value.length <= 500,
  '-updatedAt': isMicrosecondTime,
  price: (value) => /^\d{1,14}(\.\d{1,4})?$/.test(value),
};

/** A cursor is the client's to keep, so it is input: what does not read as ours is refused before it is SQL. */
function toPosition(cursor: string, sort: MaterialSort): Position {
  const [of, value, id] = decodeCursor(cursor, 3);
  const readable =
    of === sort &&
    typeof id === 'string' &&
    UUID.test(id) &&
    (value === null ? ORDERS[sort].nullable : typeof value === 'string' && READABLE[sort](value));
  if (!readable) {
    throw validationError([
      {
        path: 'cursor',
        code: 'invalid_cursor',
        message: 'Use the nextCursor of the page before, with the same sort.',
      },
    ]);
  }
  return [value as string | null, id];
}
