import type { Command } from 'commander';
import { serve } from '../../serve/index.js';

export function addServeCommand(program: Command): void {
  program
    .command('serve')
    .description('run the server, as `npm start` does')
    .addHelpText('after', '\nExample:\n  PORT=8080 npm run cli -- serve')
    .action(async () => {
      await serve();
      // The server ends the process itself; the command must not.
      await new Promise<never>(() => undefined);
    });
}
