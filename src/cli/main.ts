#!/usr/bin/env node
import 'reflect-metadata';
import type { Command } from 'commander';
import { explain } from './exit-code.js';
import { printNote } from './output.js';
import { buildProgram } from './program.js';

const program = buildProgram();
throwInsteadOfExiting(program);
try {
  await program.parseAsync();
} catch (error) {
  const { code, text } = explain(error);
  if (text !== null) printNote(text);
  process.exitCode = code;
}
// What a command opened is closed; a handle that some library keeps must not hold the shell.
process.exit();

/** Commander would end the process in the middle of a command; usage faults are to have an exit code of their own. */
function throwInsteadOfExiting(command: Command): void {
  command.exitOverride();
  for (const sub of command.commands) throwInsteadOfExiting(sub);
}
