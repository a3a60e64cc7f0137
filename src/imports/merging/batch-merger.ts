import type { QueryRunner } from 'typeorm';
import { ADVISORY_LOCK, BULK_STATEMENT_TIMEOUT_MS } from '../../database/index.js';
import type { CategoriesService } from '../../materials/index.js';
import type { ReadRow } from '../interpreting/item.js';
import * as sql from './merge-sql.js';
import type { MergeTarget } from './merge-sql.js';
import { stageRows } from './stage-rows.js';
import type { PlacedItem, PreparedItem, PreparedRows } from './staged-columns.js';

/** More changed materials than this are announced as "all": naming them would cost more than it saves. */
const NAMED_CHANGES = 1_000;

export interface MergeResult {
  created: number;
  updated: number;
  unchanged: number;
  rejected: number;
  warnings: number;
  vanished: number;
  /** First position that no outcome has. */
  nextPosition: number;
  changed: readonly string[] | 'all';
}

interface Summary {
  created: number;
  updated: number;
  unchanged: number;
  changed: readonly string[];
}

/**
 * Until its transaction ends nobody else makes materials from a list: two suppliers' lists at once would each make the material that
 * both of them offer. The wait is as long as the other's transaction, which has bounds of its own. The embedded database has one
 * session.
 */
const MATCH_ALONE = [
  "SELECT set_config('statement_timeout', '0', true)",
  `SELECT pg_advisory_xact_lock(${ADVISORY_LOCK.importMatch}) WHERE EXISTS (SELECT FROM resolved WHERE is_new)`,
  `SELECT set_config('statement_timeout', '${BULK_STATEMENT_TIMEOUT_MS}', true)`,
];

/** Merges rows into the catalogue, within the caller's transaction. */
export class BatchMerger {
  constructor(
    private readonly runner: QueryRunner,
    private readonly categories: CategoriesService,
    private readonly embedded: boolean,
    private readonly target: MergeTarget,
    /** Told when the database has the rows and the whole merge, and works on by itself. */
    private readonly onTakenIn: () => void,
  ) {}

  /** @param position first position for the outcomes of these rows. */
  async merge({ rows, items, form }: PreparedRows, position: number): Promise<MergeResult> {
    const { runner, target } = this;
    const staged = await this.place(items, position);
    let counts = { created: 0, updated: 0, unchanged: 0 };
    let changed: readonly string[] | 'all' = [];
    if (staged.length > 0) {
      await stageRows(runner, staged, form);
      const merged = runner.query(sql.mergeScript(target, this.embedded ? [] : MATCH_ALONE));
      setImmediate(this.onTakenIn); // By then it is sent.
      await merged;
      const [summary] = (await runner.query(sql.SUMMARY, [NAMED_CHANGES + 1])) as [Summary];
      ({ changed, ...counts } = summary);
      if (changed.length > NAMED_CHANGES) changed = 'all';
    }
    const nextPosition = await this.writeIssues(rows, position + staged.length);
    return {
      ...counts,
      rejected: rows.filter(({ item }) => item === null).length,
      warnings: rows.reduce((sum, row) => sum + row.issues.filter((i) => i.status === 'warning').length, 0),
      vanished: 0,
      nextPosition,
      changed,
    };
  }

  /** Marks as unavailable what the supplier offered before and this list does not have. */
  async withdrawVanished(
    position: number,
  ): Promise<Pick<MergeResult, 'vanished' | 'nextPosition' | 'changed'>> {
    const { runner, target } = this;
    const offers = await this.vanished(position);
    if (offers.length === 0) return { vanished: 0, nextPosition: position, changed: [] };
    const [rows] = (await runner.query(sql.WITHDRAW_OFFERS, [offers])) as [{ material_id: string }[], number];
    await runner.query(sql.CLOSE_VANISHED, [target.priceListId, target.validFrom, offers]);
    const ids = [...new Set(rows.map((row) => row.material_id))];
    await this.reprice(ids.map((id) => ({ id })));
    return {
      vanished: offers.length,
      nextPosition: position + offers.length,
      changed: ids.length > NAMED_CHANGES ? 'all' : ids,
    };
  }

  /** Writes the outcomes of what the list no longer has. @returns ids of the offers. */
  private async vanished(position: number): Promise<string[]> {
    const { runner, target } = this;
    // Nobody has counted the outcomes of this import yet. The planner takes them for one row, and would look all of them through for each offer.
    await runner.query("SELECT set_config('enable_nestloop', 'off', true)");
    const gone = (await runner.query(sql.VANISHED_OUTCOMES, [
      target.importId,
      target.supplierId,
      position,
    ])) as { offer_id: string }[];
    await runner.query("SELECT set_config('enable_nestloop', 'on', true)");
    return gone.map((row) => row.offer_id);
  }

  private async place(items: readonly PreparedItem[], position: number): Promise<PlacedItem[]> {
    const paths = [...new Set(items.flatMap(({ categoryPath }) => categoryPath ?? []))];
    const categories = await this.categories.ensurePaths(paths, this.runner.manager);
    return items.map(({ categoryPath, text }, i) => ({
      categoryPath,
      text,
      position: position + i,
      categoryId: categoryPath === null ? null : (categories.get(categoryPath)?.id ?? null),
    }));
  }

  private async reprice(materials: readonly { id: string }[]): Promise<void> {
    if (materials.length === 0) return;
    await this.runner.query(sql.REPRICE, [materials.map(({ id }) => id)]);
  }

  /** @returns the first position after them. */
  async writeIssues(rows: readonly ReadRow[], position: number): Promise<number> {
    const issues = rows.flatMap((row) =>
      row.issues.map((issue) => ({
        row_number: row.rowNumber,
        sheet: row.sheet?.slice(0, 100) ?? null,
        status: issue.status,
        column_name: issue.column?.slice(0, 200) ?? null,
        code: issue.code,
        message: issue.message,
        value: issue.value,
        item_key: row.item === null ? row.itemKey : null,
      })),
    );
    if (issues.length === 0) return position;
    await this.runner.query(
      `INSERT INTO import_rows (import_id, position, status, row_number, sheet, offer_id, column_name, code, message, value)
       SELECT $1, $2 - 1 + i.ordinality, i.status, i.row_number, i.sheet, o.id, i.column_name, i.code, i.message, i.value
       FROM ROWS FROM (json_to_recordset($3::json) AS (status text, row_number integer, sheet text, column_name text, code text,
         message text, value text, item_key uuid)) WITH ORDINALITY AS i
         (status, row_number, sheet, column_name, code, message, value, item_key, ordinality)
       LEFT JOIN offers o ON o.supplier_id = $4 AND o.item_key = i.item_key`,
      [this.target.importId, position, JSON.stringify(issues), this.target.supplierId],
    );
    return position + issues.length;
  }
}
