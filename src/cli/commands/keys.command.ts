import { Option, type Command } from 'commander';
import { ApiKeysService, AREAS, type ApiKey } from '../../auth/index.js';
import { isId, ROLES, type Role } from '../../common/index.js';
import { wholeNumber } from '../arguments.js';
import { UsageError } from '../exit-code.js';
import { printJson, printLine, printNote, printTable } from '../output.js';
import { withApp } from '../with-app.js';

/** What a running server offers instead. */
const REST = '/api/v1/api-keys';
const PAGE = 100;
const DAY_MS = 86_400_000;

/** `keys …`: API keys, for programs. */
export function addKeysCommands(program: Command): void {
  const keys = program.command('keys').description('API keys, for programs');

  keys
    .command('create <name>')
    .description('make an API key and print it, this once')
    .addOption(new Option('--role <role>', 'what it may do').choices(ROLES).default('viewer'))
    .addOption(new Option('--scope <areas...>', 'parts of the API it is confined to').choices(AREAS))
    .option('--days <count>', 'days until it runs out; default: never', wholeNumber(1, 36_500))
    .option('--rate-limit <cost>', 'cost it may spend in a window', wholeNumber(1, 100_000_000))
    .option('--json', 'print as JSON')
    .addHelpText('after', '\nExample:\n  npm run cli -- keys create shop --scope search materials --days 365')
    .action(
      (
        name: string,
        options: { role: Role; scope?: string[]; days?: number; rateLimit?: number; json?: boolean },
      ) => {
        if (name.trim() === '' || name.length > 100) throw new UsageError('A name has 1 to 100 characters.');
        return withApp(`POST ${REST}`, async (app) => {
          const { apiKey, key } = await app.get(ApiKeysService, { strict: false }).create({
            name: name.trim(),
            role: options.role,
            scopes: options.scope ?? [],
            rateLimit: options.rateLimit ?? null,
            expiresAt: options.days === undefined ? null : new Date(Date.now() + options.days * DAY_MS),
            createdBy: null,
          });
          if (options.json) return printJson({ ...apiKey, key });
          printLine(key);
          printNote('Keep it now: it is not stored. Send it in the header X-Api-Key.');
        });
      },
    );

  keys
    .command('list')
    .description('list API keys')
    .option('--json', 'print as JSON')
    .addHelpText('after', '\nExample:\n  npm run cli -- keys list')
    .action((options: { json?: boolean }) =>
      withApp(`GET ${REST}`, async (app) => {
        const all = await allKeys(app.get(ApiKeysService, { strict: false }));
        if (options.json) return printJson(all);
        if (all.length === 0) return printLine('None.');
        printTable(
          ['id', 'name', 'key', 'role', 'scopes', 'expires', 'last used'],
          all.map((key) => [
            key.id,
            key.name,
            `${key.prefix}…`,
            key.role,
            key.scopes.join(', ') || 'all',
            key.expiresAt?.toISOString() ?? 'never',
            key.lastUsedAt?.toISOString() ?? 'never',
          ]),
        );
      }),
    );

  keys
    .command('delete <id>')
    .description('take an API key away')
    .option('--json', 'print as JSON')
    .addHelpText('after', '\nExample:\n  npm run cli -- keys delete 0190a0f3-6c1e-7c3a-9d6b-2f1f2a3b4c5d')
    .action((id: string, options: { json?: boolean }) => {
      if (!isId(id)) throw new UsageError('The id of a key is a UUID; "keys list" shows them.');
      return withApp(`DELETE ${REST}/{id}`, async (app) => {
        await app.get(ApiKeysService, { strict: false }).delete(id);
        if (options.json) printJson({ deleted: id });
        else printLine('It opens nothing any more.');
      });
    });
}

async function allKeys(service: ApiKeysService): Promise<ApiKey[]> {
  const all: ApiKey[] = [];
  let cursor: string | undefined;
  do {
    const page = await service.list(PAGE, cursor);
    all.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return all;
}
