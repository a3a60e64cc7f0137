import { Argument, type Command } from 'commander';
import { completionScript, SHELLS, type Shell } from '../completion.js';

/** `completion SHELL`: a script for the shell, on stdout. */
export function addCompletionCommand(program: Command): void {
  program
    .command('completion')
    .description('print a script that completes the words of every command')
    .addArgument(new Argument('<shell>', 'the shell it is for').choices(SHELLS))
    .addHelpText(
      'after',
      '\nExample:\n  npm link                                  # once: puts "catalogue" on the PATH\n  source <(catalogue completion bash)',
    )
    .action((shell: Shell) => {
      process.stdout.write(completionScript(program, shell));
    });
}
