import type { DataSource } from 'typeorm';
import { DurableEpoch } from '../ports/durable-epoch.port.js';

/** The epoch in the database that holds the truth, so that it is lost only with it. */
export class PostgresDurableEpoch extends DurableEpoch {
  constructor(private readonly dataSource: DataSource) {
    super();
  }

  async read(): Promise<number> {
    const rows: { epoch: string }[] = await this.dataSource.query('SELECT epoch FROM cache_epoch');
    return Number(rows[0]?.epoch ?? 0);
  }

  async bump(seen: number): Promise<number> {
    // As a SELECT: for an UPDATE … RETURNING TypeORM answers in a shape of its own making.
    const rows: { epoch: string }[] = await this.dataSource.query(
      'WITH raised AS (UPDATE cache_epoch SET epoch = greatest(epoch, $1) + 1 RETURNING epoch) SELECT epoch FROM raised',
      [Math.max(0, seen)],
    );
    return Number(rows[0]?.epoch ?? 0);
  }
}
