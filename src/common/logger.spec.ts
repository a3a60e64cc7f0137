import { describe, expect, it } from '@jest/globals';
import { createPino, PinoLoggerService } from './logger.js';

function logging(work: (logger: PinoLoggerService) => void): string {
  let text = '';
  work(new PinoLoggerService(createPino('trace', false, { write: (line: string) => (text += line) })));
  return text;
}

describe('log', () => {
  it('never holds a secret, wherever a caller puts it', () => {
    const canary = 'canary-8c1f';
    const text = logging((logger) => {
      logger.log({ msg: 'a line', password: canary, apiKey: canary, authorization: canary });
      logger.log({ msg: 'a body', body: { password: canary, refreshToken: canary, secret: canary } });
      logger.log({
        msg: 'a request',
        headers: { authorization: canary, cookie: canary, 'x-api-key': canary },
      });
      logger.log({ msg: 'nested', req: { headers: { authorization: canary, 'x-api-key': canary } } });
      logger.error({
        msg: 'an error',
        err: Object.assign(new Error('no'), { connectionString: canary, parameters: [canary] }),
      });
    });
    expect(text.split('\n').filter(Boolean)).toHaveLength(5);
    expect(text).not.toContain(canary);
    expect(text).toContain('[redacted]');
  });

  it('is a JSON object a line, with context, error and cause', () => {
    const line = JSON.parse(
      logging((logger) =>
        logger.error({ msg: 'failed', err: new Error('outer', { cause: new Error('inner') }) }, 'Room'),
      ),
    ) as { level: number; context: string; err: { message: string; stack: string } };
    expect(line).toMatchObject({ level: 50, context: 'Room', msg: 'failed' });
    expect(line.err.stack).toContain('inner');
  });
});
