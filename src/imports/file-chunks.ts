import { createReadStream, createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { ImportFault } from './import-error.js';

const CHUNK_BYTES = 1024 * 1024;

/**
 * Uploaded files, in the database until their import is done: any instance can do the work, a restart finds the file, and no shared
 * disk is needed (see docs/adr).
 */
@Injectable()
export class FileChunks {
  constructor(private readonly dataSource: DataSource) {}

  async store(importId: string, path: string, manager: EntityManager): Promise<void> {
    let seq = 0;
    for await (const data of createReadStream(path, {
      highWaterMark: CHUNK_BYTES,
    }) as AsyncIterable<Buffer>) {
      await manager.query('INSERT INTO import_file_chunks (import_id, seq, data) VALUES ($1, $2, $3)', [
        importId,
        seq,
        data,
      ]);
      seq += 1;
    }
  }

  /** Writes the file of an import to a path. @throws ImportFault `file_lost`. */
  async fetch(importId: string, path: string): Promise<void> {
    const file = createWriteStream(path, { mode: 0o600 });
    try {
      for (let seq = 0; ; seq += 1) {
        const rows: { data: Buffer }[] = await this.dataSource.query(
          'SELECT data FROM import_file_chunks WHERE import_id = $1 AND seq = $2',
          [importId, seq],
        );
        const chunk = rows[0];
        if (!chunk) {
          if (seq === 0)
            throw new ImportFault('file_lost', 'The uploaded file is no longer there. Send it again.');
          break;
        }
        if (!file.write(chunk.data)) await once(file, 'drain');
      }
    } finally {
      file.end();
      await once(file, 'close');
    }
  }
}
