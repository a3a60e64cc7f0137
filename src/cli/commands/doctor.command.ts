import type { Command } from 'commander';
import { cacheConfig } from '../../cache/index.js';
import { serverConfig } from '../../common/index.js';
import { databaseConfig } from '../../database/index.js';
import { Embedder, embeddingsConfig } from '../../embeddings/index.js';
import { HealthService } from '../../health/index.js';
import { indexingConfig } from '../../indexing/index.js';
import { checkDatabase } from '../doctor/database.js';
import { look, type Finding } from '../doctor/finding.js';
import { checkDisk, checkNode, checkPort } from '../doctor/machine.js';
import { NegativeAnswer } from '../exit-code.js';
import { bold, printJson, printLine } from '../output.js';
import { withApp } from '../with-app.js';

const CONFIGURATION = 'Mend the setting; docs/configuration.md lists each with its default and meaning.';
const TROUBLE = 'docs/troubleshooting.md has known causes.';

/** What to do about a dependency that does not answer. */
const ADVICE: Readonly<Record<string, string>> = {
  redis: 'Is Redis running, and REDIS_URL right? Reads are answered without it, slower.',
  qdrant:
    'Is Qdrant running, and QDRANT_URL and QDRANT_API_KEY right? Search answers by words alone meanwhile.',
  embeddings: 'Are the files in models/ complete, or the EMBEDDINGS_* settings right?',
  vectors: 'The server builds the index at its start; "reindex" does it now.',
  indexer: 'The server works the backlog off; "index failures" lists what it gave up on.',
};

/** `doctor`: looks at everything a start depends on and says what to do. Changes nothing but making DATA_DIR. */
export function addDoctorCommand(program: Command): void {
  program
    .command('doctor')
    .description('check configuration, database, versions, ports, disk and dependencies; say what to do')
    .option('--json', 'print the findings as JSON')
    .addHelpText('after', '\nExample:\n  npm run cli -- doctor')
    .action(async (options: { json?: boolean }) => {
      const findings = await examine();
      if (options.json) printJson(findings);
      else {
        for (const { verdict, subject, found, advice } of findings) {
          printLine(`${MARKS[verdict].padEnd(6)}${subject.padEnd(15)}${found}`);
          if (advice) printLine(`${' '.repeat(21)}${bold(advice)}`);
        }
      }
      if (findings.some(({ verdict }) => verdict === 'failure')) throw new NegativeAnswer();
    });
}

const MARKS = { ok: 'ok', warning: 'look', failure: 'FAIL' } as const;

async function examine(): Promise<Finding[]> {
  const findings = [
    checkNode(),
    ...(await look('Configuration', CONFIGURATION, () => {
      for (const read of [serverConfig, databaseConfig, cacheConfig, embeddingsConfig, indexingConfig])
        read();
      return [{ subject: 'Configuration', verdict: 'ok', found: 'every variable can be read' }];
    })),
  ];
  // Without settings there is nothing more to look at.
  if (findings.some(({ verdict }) => verdict === 'failure')) return findings;
  const server = serverConfig();
  findings.push(await checkPort(server.host, server.port));
  const database = databaseConfig();
  if (database.url === null) {
    findings.push(...(await look('Disk', TROUBLE, async () => [await checkDisk(database.dataDir)])));
  }
  const ofDatabase = await look('Database', TROUBLE, checkDatabase);
  findings.push(...ofDatabase);
  if (ofDatabase.some(({ verdict }) => verdict !== 'ok')) return findings;
  findings.push(...(await look('Start', TROUBLE, checkDependencies)));
  return findings;
}

/** Boots the program and lets every room speak for itself. */
function checkDependencies(): Promise<Finding[]> {
  return withApp('GET /health?fresh=true', async (app, signal) => {
    // The model is loaded on first use: only a use shows whether it works. What it says of itself is reported below.
    await app
      .get(Embedder, { strict: false })
      .embedQueries(['цемент'], { signal })
      .catch(() => undefined);
    const { details } = await app.get(HealthService).report();
    return Object.entries(details)
      .filter(([key]) => key !== 'postgres' && key !== 'indexer')
      .map(([key, { status, ...rest }]): Finding => {
        const facts = Object.entries(rest)
          .filter(([, value]) => typeof value === 'string' || typeof value === 'number')
          .map(([name, value]) => `${name} ${String(value)}`);
        const advice = ADVICE[key];
        const well = status === 'up' || status === 'unused';
        return {
          subject: key,
          verdict: well ? 'ok' : status === 'degraded' ? 'warning' : 'failure',
          found: [status === 'unused' ? 'not in use' : status, ...facts].join(', '),
          ...(well || advice === undefined ? {} : { advice }),
        };
      });
  });
}
