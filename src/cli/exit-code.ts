import { CommanderError } from 'commander';
import { AppError } from '../common/index.js';
import { ConfigError } from '../config/index.js';

/** What a shell script can rely on. */
export const EXIT = { ok: 0, failure: 1, usage: 2 } as const;

/** The command was understood and done, and its answer is "no": differences found, rows rejected. Nothing more is printed. */
export class NegativeAnswer extends Error {}

/** A fault of the caller that commander cannot see: a file that is not there, a name that is no name. */
export class UsageError extends Error {}

/** Exit code of whatever a command threw, and what to tell the caller; null when there is nothing to add. */
export function explain(thrown: unknown): { code: number; text: string | null } {
  if (thrown instanceof NegativeAnswer) return { code: EXIT.failure, text: null };
  if (thrown instanceof CommanderError) {
    // Commander has printed its own message. Help and version are answers, not faults.
    return { code: thrown.exitCode === 0 ? EXIT.ok : EXIT.usage, text: null };
  }
  if (thrown instanceof UsageError) return { code: EXIT.usage, text: thrown.message };
  if (thrown instanceof AppError) {
    const fields = (thrown.errors ?? []).map(({ path, message }) => `\n  ${path}: ${message}`).join('');
    return {
      code: thrown.code === 'validation_failed' ? EXIT.usage : EXIT.failure,
      text: `${thrown.message}${fields}`,
    };
  }
  if (thrown instanceof ConfigError) return { code: EXIT.failure, text: thrown.message };
  return {
    code: EXIT.failure,
    text: thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown),
  };
}
