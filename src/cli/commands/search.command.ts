import { Option, type Command } from 'commander';
import { search } from '../../operations/index.js';
import type { SearchAnswer } from '../../search/index.js';
import { wholeNumber } from '../arguments.js';
import { UsageError } from '../exit-code.js';
import { bold, printJson, printLine, printNote, printTable } from '../output.js';
import { perform } from '../perform.js';

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
    .action(async (query: string, options: SearchOptions) => {
      const { json, ...fields } = options;
      const { result, lexicalBacklog } = await perform(search, { q: query, ...fields });
      if ('problem' in result) {
        const { status, detail, errors } = result.problem;
        const faults = errors?.map(({ path, message }) => `${path}: ${message}`).join('\n');
        throw status === 422 ? new UsageError(faults ?? detail) : new Error(detail);
      }
      if (json) printJson(result.answer);
      else describe(result.answer);
      if (lexicalBacklog > 0) {
        printNote(`${lexicalBacklog} changes are not indexed yet: start the server, or run "reindex".`);
      }
    });
}

function describe(answer: SearchAnswer): void {
  const corrections = answer.query.corrections.map(({ from, to }) => `${from} → ${to}`).join(', ');
  if (corrections) printLine(`Read as: ${bold(corrections)}`);
  const { price } = answer.query;
  if (price)
    printLine(
      `Price: ${[price.min && `from ${price.min}`, price.max && `up to ${price.max}`].filter(Boolean).join(' ')}`,
    );
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
    printNote(`Without ${answer.degraded.join(' and ')} search: it did not answer, or is still being built.`);
}
