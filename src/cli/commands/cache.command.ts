import type { INestApplicationContext } from '@nestjs/common';
import type { Command } from 'commander';
import { CacheAdmin, type CacheStatsReport, type ClearRequest, type StatsReport } from '../../cache/index.js';
import { cacheClear, cacheStats, cacheWarm } from '../../operations/index.js';
import { wholeNumber } from '../arguments.js';
import { NegativeAnswer, UsageError } from '../exit-code.js';
import { printJson, printLine, printNote, printTable } from '../output.js';
import { perform, runningServer } from '../perform.js';
import { withApp, withRoutes } from '../with-app.js';

const NOT_SHARED =
  'Without REDIS_URL each process keeps a cache of its own, which ends with it. Ask the server itself:';

/** `cache …`: what operators do with the cache that all instances share. */
export function addCacheCommands(program: Command): void {
  const cache = program.command('cache').description('the cache that all instances share in Redis');

  cache
    .command('stats')
    .description('what the cache did, for each kind of entry and in all')
    .option('--json', 'print as JSON')
    .addHelpText('after', '\nExample:\n  npm run cli -- cache stats')
    .action(async (options: { json?: boolean }) => {
      const report = (await runningServer())
        ? await perform(cacheStats, {})
        : await withApp('GET /api/v1/cache/stats', (app) => usable(app, 'GET /api/v1/cache/stats'));
      if (options.json) printJson(report);
      else printStats(report);
    });

  cache
    .command('warm')
    .description('load into the cache what will be asked')
    .option('--popular <count>', 'so many of the most popular requests of each kind', wholeNumber(1, 1_000))
    .option('--query <text...>', 'these searches')
    .option('--material <id...>', 'these materials')
    .option('--json', 'print as JSON')
    .addHelpText('after', '\nExample:\n  npm run cli -- cache warm --popular 100')
    .action(async (options: { popular?: number; query?: string[]; material?: string[]; json?: boolean }) => {
      const named = options.query !== undefined || options.material !== undefined;
      const wanted = {
        queries: options.query ?? [],
        materialIds: options.material ?? [],
        popular: options.popular ?? (named ? 0 : 100),
      };
      const result = (await runningServer())
        ? await perform(cacheWarm, wanted)
        : await withRoutes('POST /api/v1/cache/warm', async (app) => {
            await usable(app, 'POST /api/v1/cache/warm');
            return admin(app).warm({ ...wanted, popular: wanted.popular > 0 ? wanted.popular : undefined });
          });
      if (options.json) printJson(result);
      else {
        printTable(
          ['warmed', 'skipped', 'failed', 'ms'],
          [[result.warmed, result.skipped, result.failed, result.tookMs]],
        );
      }
      if (result.failed > 0) throw new NegativeAnswer();
    });

  cache
    .command('clear')
    .description('forget one kind, a pattern, one material, or everything of ours')
    .option('--namespace <kind>', 'one kind of entry, for example search')
    .option('--pattern <glob>', 'what matches, for example "material:*"')
    .option('--material <id>', 'one material')
    .option('--json', 'print as JSON')
    .addHelpText('after', '\nExample:\n  npm run cli -- cache clear --namespace search')
    .action(async (options: ClearOptions & { json?: boolean }) => {
      const what = toClearRequest(options);
      const print = (removed: number): void =>
        options.json ? printJson({ removed }) : printLine(`${removed} removed.`);
      if (await runningServer()) return print((await perform(cacheClear, { what })).removed);
      return withApp('DELETE /api/v1/cache', async (app) => {
        await usable(app, 'DELETE /api/v1/cache');
        print(await admin(app).clear(what));
      });
    });
}

interface ClearOptions {
  namespace?: string;
  pattern?: string;
  material?: string;
}

function toClearRequest({ namespace, pattern, material }: ClearOptions): ClearRequest {
  const given = [namespace, pattern, material].filter((one) => one !== undefined);
  if (given.length > 1)
    throw new UsageError('Name one of --namespace, --pattern and --material, or nothing.');
  if (namespace !== undefined) return { namespace };
  if (pattern !== undefined) return { pattern };
  return material === undefined ? 'everything' : { material };
}

function admin(app: INestApplicationContext): CacheAdmin {
  return app.get(CacheAdmin, { strict: false });
}

/** The report, once it is certain that there is a cache in common. */
async function usable(app: INestApplicationContext, overRest: string): Promise<CacheStatsReport> {
  const report = await admin(app).report();
  const { status } = report.stores.redis;
  if (status === 'up') return report;
  printNote(status === 'unused' ? `${NOT_SHARED} ${overRest}` : 'Redis does not answer.');
  throw new NegativeAnswer();
}

function printStats(report: CacheStatsReport): void {
  const rows: [string, StatsReport][] = [...Object.entries(report.namespaces), ['all', report.all]];
  printLine(
    `Counted since ${report.since} in ${report.scope === 'fleet' ? 'every instance' : 'this process'}.`,
  );
  printTable(
    ['kind', 'hits', 'misses', 'stale', 'hit rate', 'writes', 'forgotten', 'errors'],
    rows.map(([kind, one]) => [
      kind,
      one.hits,
      one.misses,
      one.stale,
      `${(100 * one.hitRate).toFixed(1)} %`,
      one.writes,
      one.invalidations,
      one.errors,
    ]),
  );
  printLine('Milliseconds (p50 / p95 / p99), and what Redis holds:');
  printTable(
    ['kind', 'hit, local', 'hit, Redis', 'load', 'entries', 'bytes'],
    rows.map(([kind, { tiers, loadMs }]) => [
      kind,
      tiers.local.hits > 0 ? percentiles(tiers.local.hitMs) : '–',
      tiers.redis.hits > 0 ? percentiles(tiers.redis.hitMs) : '–',
      percentiles(loadMs),
      tiers.redis.entries ?? '?',
      tiers.redis.bytes ?? '?',
    ]),
  );
}

function percentiles({ p50, p95, p99 }: StatsReport['hitMs']): string {
  return p99 === 0 ? '–' : [p50, p95, p99].join(' / ');
}
