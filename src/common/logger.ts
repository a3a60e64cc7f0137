import type { LoggerService } from '@nestjs/common';
import { pino, type DestinationStream, type Logger as PinoLogger, type LoggerOptions } from 'pino';

/** Fields never written to a log: as a field of a line, of an object in it (a body, an error), or of the headers of a request. */
const SECRET_FIELDS = [
  'password',
  'passwordHash',
  'token',
  'accessToken',
  'refreshToken',
  'apiKey',
  'secret',
  // Of a failed statement: what people asked and wrote.
  'parameters',
  'connectionString',
  'authorization',
  'cookie',
  '["set-cookie"]',
  '["x-api-key"]',
];
const REDACTED = SECRET_FIELDS.flatMap((field) => {
  const member = field.startsWith('[') ? field : `.${field}`;
  return [member.replace(/^\./, ''), `*${member}`, `*.headers${member}`, `headers${member}`];
}).filter((path, at, all) => all.indexOf(path) === at);

/**
 * One structured logger for Nest and Fastify: JSON lines, readable text on a terminal.
 *
 * @param destination default: standard output.
 */
export function createPino(level: string, pretty: boolean, destination?: DestinationStream): PinoLogger {
  const options: LoggerOptions = {
    level,
    redact: { paths: REDACTED, censor: '[redacted]' },
    ...(pretty
      ? {
          transport: {
            target: 'pino-pretty',
            options: { ignore: 'pid,hostname', translateTime: 'SYS:HH:MM:ss' },
          },
        }
      : {}),
  };
  return destination ? pino(options, destination) : pino(options);
}

/** Nest's logger over pino. A first argument that is an object is written as fields; its `err` with stack and cause. */
export class PinoLoggerService implements LoggerService {
  /** What Nest says of its own start, a line for every module and route: of use to who debugs the wiring, noise to all others. */
  private static readonly QUIET = new Set([
    'InstanceLoader',
    'RouterExplorer',
    'RoutesResolver',
    'NestFactory',
    'NestApplication',
  ]);

  constructor(private readonly pino: PinoLogger) {}

  log(message: unknown, ...rest: unknown[]): void {
    const context = rest.at(-1);
    const quiet = typeof context === 'string' && PinoLoggerService.QUIET.has(context);
    this.write(quiet ? 'debug' : 'info', message, rest);
  }
  error(message: unknown, ...rest: unknown[]): void {
    // Nest's ExceptionHandler logs what failed the start and throws it: whoever started the program says it once.
    this.write(rest.at(-1) === 'ExceptionHandler' ? 'debug' : 'error', message, rest);
  }
  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }
  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }
  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }
  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  private write(
    level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal',
    message: unknown,
    rest: unknown[],
  ): void {
    if (!this.pino.isLevelEnabled(level)) return;
    // Nest passes the logger's context as the last argument, and a stack before it.
    const context = rest.at(-1);
    const fields = { context: typeof context === 'string' ? context : undefined };
    if (message instanceof Error) this.pino[level]({ ...fields, err: message }, message.message);
    else if (typeof message === 'object' && message !== null) this.pino[level]({ ...fields, ...message });
    else this.pino[level](fields, String(message));
  }
}
