import { randomBytes } from 'node:crypto';
import { Option, type Command } from 'commander';
import { passwordSchema, usernameSchema, UsersService, type User } from '../../auth/index.js';
import { parseOrThrow, ROLES, type Role } from '../../common/index.js';
import { UsageError } from '../exit-code.js';
import { printJson, printLine, printTable } from '../output.js';
import { readSecret } from '../read-secret.js';
import { withApp } from '../with-app.js';

/** What a running server offers instead. */
const REST = '/api/v1/users';

const PAGE = 100;

/** `users …`: who may sign in. The first admin is made here: over REST only an admin makes users. */
export function addUsersCommands(program: Command): void {
  const users = program.command('users').description('who may sign in');

  users
    .command('create <username>')
    .description('add a user; the password is read from the terminal or standard input, or made up')
    .addOption(new Option('--role <role>', 'what the user may do').choices(ROLES).default('viewer'))
    .option('--generate', 'make a password up and print it')
    .option('--json', 'print as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  npm run cli -- users create anna --role admin\n  echo "$PASSWORD" | npm run cli -- users create anna --role admin',
    )
    .action((username: string, options: { role: Role; generate?: boolean; json?: boolean }) => {
      parseOrThrow(usernameSchema, username);
      return withApp(`POST ${REST}`, async (app) => {
        const password = await choosePassword(options.generate ?? false);
        const user = await app
          .get(UsersService, { strict: false })
          .create({ username, password, role: options.role });
        if (options.json) printJson({ ...user, ...(options.generate ? { password } : {}) });
        else {
          printLine(`${user.username} may sign in as ${user.role}.`);
          if (options.generate) printLine(`Password: ${password}`);
        }
      });
    });

  users
    .command('list')
    .description('list users')
    .option('--json', 'print as JSON')
    .addHelpText('after', '\nExample:\n  npm run cli -- users list')
    .action((options: { json?: boolean }) =>
      withApp(`GET ${REST}`, async (app) => {
        const all = await allUsers(app.get(UsersService, { strict: false }));
        if (options.json) return printJson(all);
        if (all.length === 0)
          return printLine('None. The first: npm run cli -- users create NAME --role admin');
        printTable(
          ['user', 'role', 'state', 'last signed in'],
          all.map((user) => [
            user.username,
            user.role,
            user.disabled ? 'disabled' : 'active',
            user.lastLoginAt?.toISOString() ?? 'never',
          ]),
        );
      }),
    );

  users
    .command('update <username>')
    .description('change role or password, disable or enable; the session of a disabled user ends')
    .addOption(new Option('--role <role>', 'what the user may do').choices(ROLES))
    .option('--password', 'set a new password, read as by create')
    .option('--generate', 'set a new password that is made up and printed')
    .option('--disable', 'no longer let the user in')
    .option('--enable', 'let the user in again')
    .option('--json', 'print as JSON')
    .addHelpText('after', '\nExample:\n  npm run cli -- users update anna --disable')
    .action(
      (
        username: string,
        options: {
          role?: Role;
          password?: boolean;
          generate?: boolean;
          disable?: boolean;
          enable?: boolean;
          json?: boolean;
        },
      ) => {
        if (options.disable && options.enable) throw new UsageError('Either --disable or --enable.');
        const { role, password, generate, disable, enable } = options;
        if (!role && !password && !generate && !disable && !enable) {
          throw new UsageError('Nothing to change: give --role, --password, --disable or --enable.');
        }
        return withApp(`PATCH ${REST}/{id}`, async (app) => {
          const service = app.get(UsersService, { strict: false });
          const { id } = await service.getByName(username);
          const secret = password || generate ? await choosePassword(generate ?? false) : undefined;
          const disabled = disable ? true : enable ? false : undefined;
          const user = await service.update(id, { role, disabled, password: secret });
          if (options.json) printJson({ ...user, ...(generate ? { password: secret } : {}) });
          else {
            printLine(`${user.username}: ${user.role}, ${user.disabled ? 'disabled' : 'active'}.`);
            if (generate) printLine(`Password: ${secret}`);
          }
        });
      },
    );

  users
    .command('delete <username>')
    .description('delete a user')
    .option('--json', 'print as JSON')
    .addHelpText('after', '\nExample:\n  npm run cli -- users delete anna')
    .action((username: string, options: { json?: boolean }) =>
      withApp(`DELETE ${REST}/{id}`, async (app) => {
        const service = app.get(UsersService, { strict: false });
        const { id } = await service.getByName(username);
        await service.delete(id);
        if (options.json) printJson({ deleted: id });
        else printLine('Deleted.');
      }),
    );
}

async function choosePassword(generate: boolean): Promise<string> {
  if (generate) return randomBytes(18).toString('base64url');
  const password = await readSecret('Password: ');
  if (password === null) {
    throw new UsageError('Type a password, pipe one in, or use --generate.');
  }
  return parseOrThrow(passwordSchema, password);
}

async function allUsers(service: UsersService): Promise<User[]> {
  const all: User[] = [];
  let cursor: string | undefined;
  do {
    const page = await service.list(PAGE, cursor);
    all.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return all;
}
