import type { INestApplicationContext } from '@nestjs/common';
import { Option, type Command } from 'commander';
import { IndexingAdmin } from '../../indexing/index.js';
import { BatchSearchService, type SearchAnswer } from '../../search/index.js';
import { wholeNumber } from '../arguments.js';
import { UsageError } from '../exit-code.js';
import { bold, printJson, printLine, printNote, printTable } from '../output.js';
import { withApp } from '../with-app.js';

interface SearchOptions {
  limit: number;
  mode: string;
  sort: string;
  category?: string[];
  brand?: string[];
  unit?: string[];
  supplier?: string[];
  minPrice?: string;
  maxPrice?: string;
  json?: boolean;
}

/** `search QUERY`: what `GET /api/v1/search` answers, as a table. */
export function addSearchCommand(program: Command): void {
  program
    .command('search <query>')
    .description('search by words and by meaning')
    .option('--limit <count>', 'at most this many', wholeNumber(1, 100), 10)
    .addOption(
      new Option('--mode <mode>', 'how to find').choices(['hybrid', 'semantic', 'lexical']).default('hybrid'),
    )
    .addOption(
      new Option('--sort <order>', 'what comes first')
        .choices(['relevance', 'price', '-price', 'name', '-updatedAt'])
        .default('relevance'),
    )
    .option('--category <path...>', 'only in these categories and below them')
    .option('--brand <name...>', 'only of these brands')
    .option('--unit <unit...>', 'only sold by these units')
    .option('--supplier <name...>', 'only offered by these suppliers')
    .option('--min-price <amount>', 'lowest price')
    .option('--max-price <amount>', 'highest price')
    .option('--json', 'print the answer as JSON')
    .addHelpText('after', '\nExample:\n  npm run cli -- search "цемент м500 50 кг" --max-price 900')
    .action((query: string, options: SearchOptions) =>
      withApp('GET /api/v1/search', async (app) => {
        const answer = await ask(app, query, options);
        if (options.json) return printJson(answer);
        await describe(app, answer);
      }),
    );
}

async function ask(app: INestApplicationContext, q: string, options: SearchOptions): Promise<SearchAnswer> {
  const { json: _, ...fields } = options;
  const [result] = await app
    .get(BatchSearchService, { strict: false })
    .searchAll([{ q, ...fields }], { instance: 'cli', requestId: 'cli' });
  if (result && 'answer' in result) return result.answer;
  const problem = result?.problem;
  const faults = problem?.errors?.map(({ path, message }) => `${path}: ${message}`).join('\n');
  throw problem?.status === 422 ? new UsageError(faults ?? problem.detail) : new Error(problem?.detail);
}

async function describe(app: INestApplicationContext, answer: SearchAnswer): Promise<void> {
  const corrections = answer.query.corrections.map(({ from, to }) => `${from} → ${to}`).join(', ');
  if (corrections) printLine(`Read as: ${bold(corrections)}`);
  if (answer.items.length === 0) printLine('Nothing found.');
  else {
    printTable(
      ['name', 'category', 'unit', 'price', 'sku', 'match'],
      answer.items.map(({ material, confidence, matchedBy }) => [
        material.name,
        material.category?.path ?? '',
        material.unit?.name ?? material.unitRaw ?? '',
        material.price ? `${material.price.amount} ${material.price.currency}` : '',
        material.sku ?? '',
        `${confidence} (${matchedBy.join(', ')})`,
      ]),
    );
    printLine(`${answer.items.length} of ${answer.total}, ${Math.round(answer.tookMs)} ms.`);
  }
  if (answer.degraded.length > 0)
    printNote(`Without ${answer.degraded.join(' and ')} search: it did not answer.`);
  const { lexicalBacklog } = await app.get(IndexingAdmin, { strict: false }).status();
  if (lexicalBacklog > 0) {
    printNote(`${lexicalBacklog} changes are not indexed yet: start the server, or run "reindex".`);
  }
}
