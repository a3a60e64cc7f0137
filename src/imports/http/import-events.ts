import { Readable } from 'node:stream';
import type { Clock } from '../../common/index.js';
import { FINISHED, type ImportJob } from '../import.js';
import { toImportResponse } from './import.dto.js';

const EVERY_MS = 500;
/** A comment this often keeps proxies from closing a quiet stream. */
const KEEP_ALIVE_MS = 15_000;

/**
 * Server-sent events of one import (WHATWG HTML, 9.2): its state whenever it changed, the last one when it has ended; then the
 * stream closes.
 */
export function importEvents(read: () => Promise<ImportJob>, clock: Clock): Readable {
  async function* events(): AsyncGenerator<string> {
    let last = '';
    let quietSince = clock.monotonic();
    for (;;) {
      const job = await read();
      const data = JSON.stringify(toImportResponse(job));
      if (data !== last) {
        last = data;
        quietSince = clock.monotonic();
        yield `data: ${data}\n\n`;
      } else if (clock.monotonic() - quietSince > KEEP_ALIVE_MS) {
        quietSince = clock.monotonic();
        yield ': still here\n\n';
      }
      if (FINISHED.includes(job.status)) return;
      await clock.sleep(EVERY_MS);
    }
  }
  return Readable.from(events(), { objectMode: false });
}
