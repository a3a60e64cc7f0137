import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AppError } from '../common/index.js';
import { ChangeFeed, setUpForBulk } from '../database/index.js';
import { REPRICE } from './merging/merge-sql.js';
import * as sql from './merging/undo-sql.js';

const NAMED_CHANGES = 1_000;

/** Takes back what a price list did, and nothing else. */
@Injectable()
export class PriceListUndo {
  constructor(
    private readonly dataSource: DataSource,
    private readonly feed: ChangeFeed,
  ) {}

  /**
   * The supplier's latest list only: a later one has confirmed or changed what this one did. The file can be sent again afterwards.
   *
   * @throws AppError `price_list_not_found`; `conflict` while a later list stands or an import of the supplier is under way, and
   *   when retention has removed what the list did.
   */
  async undo(id: string): Promise<void> {
    const changed = await this.dataSource.transaction(async (manager) => {
      const lists: { supplier_id: string; import_id: string }[] = await manager.query(
        'SELECT supplier_id, import_id FROM price_lists WHERE id = $1 FOR UPDATE',
        [id],
      );
      const list = lists[0];
      if (!list) throw new AppError('price_list_not_found', `There is no price list ${id}.`);
      const later: { id: string }[] = await manager.query(
        'SELECT id FROM price_lists WHERE supplier_id = $1 AND id > $2 ORDER BY id DESC LIMIT 1',
        [list.supplier_id, id],
      );
      if (later[0]) {
        throw new AppError('conflict', `A later price list stands on this one: undo ${later[0].id} first.`);
      }
      const forgotten: unknown[] = await manager.query(
        'SELECT id FROM imports WHERE id = $1 AND rows_removed_at IS NOT NULL',
        [list.import_id],
      );
      if (forgotten.length > 0) {
        throw new AppError(
          'conflict',
          'What this price list did is no longer known (IMPORT_RETENTION_DAYS), so it cannot be taken back.',
        );
      }
      const running: unknown[] = await manager.query(
        `SELECT id FROM imports WHERE supplier_id = $1 AND status = 'running' AND NOT dry_run`,
        [list.supplier_id],
      );
      if (running.length > 0) {
        throw new AppError('conflict', 'An import of this supplier is under way; wait for it, or cancel it.');
      }
      await setUpForBulk(manager);
      await manager.query(sql.EFFECTS, [list.import_id]);
      await manager.query(sql.ANALYZE_EFFECTS);
      const touched: { id: string }[] = await manager.query(sql.TOUCHED_MATERIALS);
      const ids = touched.map((row) => row.id);
      await manager.query(sql.RESTORE_MATERIALS);
      await manager.query(sql.RESTORE_OFFERS);
      await manager.query(sql.DELETE_HISTORY, [id]);
      await manager.query(sql.REOPEN_HISTORY, [id]);
      await manager.query(sql.DELETE_MATERIALS);
      await manager.query(sql.DELETE_OFFERS);
      await manager.query(REPRICE, [ids]);
      await manager.query(sql.RESTORE_PRICES);
      await manager.query('DELETE FROM price_lists WHERE id = $1', [id]);
      await manager.query('UPDATE imports SET fingerprint = NULL WHERE id = $1', [list.import_id]);
      return ids;
    });
    await this.feed.announce({
      materialIds: changed.length > NAMED_CHANGES ? 'all' : changed,
      origin: 'local',
    });
  }
}
