/** What an adapter's caller may have to tell apart. */
export type RedisFault = 'unavailable' | 'wrong_type' | 'refused';

/** A failure of Redis, with what it means. The driver's error is its cause. */
export class RedisAdapterError extends Error {
  override readonly name = 'RedisAdapterError';

  constructor(
    /** `wrong_type`: the key holds another kind of value; `refused`: the server will not (memory, rights, read-only); else unreachable. */
    readonly fault: RedisFault,
    message: string,
    cause: unknown,
  ) {
    super(message, { cause });
  }
}

export function toRedisAdapterError(error: unknown): RedisAdapterError {
  if (error instanceof RedisAdapterError) return error;
  const text = error instanceof Error ? error.message : '';
  if (text.startsWith('WRONGTYPE')) {
    return new RedisAdapterError('wrong_type', 'The key holds another kind of value.', error);
  }
  if (/^(OOM|READONLY|NOPERM|NOAUTH|ERR|MISCONF)\b/.test(text)) {
    return new RedisAdapterError('refused', 'Redis refused the command.', error);
  }
  return new RedisAdapterError('unavailable', 'Redis does not answer.', error);
}
