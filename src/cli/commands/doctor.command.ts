import type { Command } from 'commander';
import { cacheConfig } from '../../cache/index.js';
import { serverConfig } from '../../common/index.js';
import { databaseConfig } from '../../database/index.js';
import { embeddingsConfig } from '../../embeddings/index.js';
import { importsConfig } from '../../imports/index.js';
import { indexingConfig } from '../../indexing/index.js';
import { health } from '../../operations/index.js';
import { checkDatabase } from '../doctor/database.js';
import { look, type Finding } from '../doctor/finding.js';
import { checkDisk, checkNode, checkPort } from '../doctor/machine.js';
import { NegativeAnswer } from '../exit-code.js';
import { bold, printJson, printLine } from '../output.js';
import { perform, runningServer } from '../perform.js';

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
      for (const read of [
        serverConfig,
        databaseConfig,
        cacheConfig,
        embeddingsConfig,
        indexingConfig,
        importsConfig,
      ])
        read();
      return [{ subject: 'Configuration', verdict: 'ok', found: 'every variable can be read' }];
    })),
  ];
  // Without settings there is nothing more to look at.
  if (findings.some(({ verdict }) => verdict === 'failure')) return findings;
  const server = serverConfig();
  const running = await runningServer();
  findings.push(
    running
      ? { subject: 'Server', verdict: 'ok', found: 'runs, and answers commands' }
      : await checkPort(server.host, server.port),
  );
  const database = databaseConfig();
  if (database.url === null) {
    findings.push(...(await look('Disk', TROUBLE, async () => [await checkDisk(database.dataDir)])));
  }
  if (!running) {
    const ofDatabase = await look('Database', TROUBLE, checkDatabase);
    findings.push(...ofDatabase);
    if (ofDatabase.some(({ verdict }) => verdict !== 'ok')) return findings;
  }
  findings.push(...(await look('Start', TROUBLE, () => checkDependencies(running !== null))));
  return findings;
}

/** Lets every room speak for itself: in the running server, or in the program booted here. */
async function checkDependencies(running: boolean): Promise<Finding[]> {
  const { details } = await perform(health, {});
  return Object.entries(details)
    .filter(([key]) => running || (key !== 'postgres' && key !== 'indexer'))
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
}
