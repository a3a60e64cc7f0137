import { destination } from 'pino';
import { createPino, PinoLoggerService } from '../common/index.js';
import { terminalConfig } from './terminal.config.js';

/** The log of a command goes to stderr, since stdout is its answer. */
export function terminalLogger(): PinoLoggerService {
  return new PinoLoggerService(createPino(terminalConfig().logLevel, false, destination(2)));
}
