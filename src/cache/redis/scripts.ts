import { createHash } from 'node:crypto';
import { ENTRY_HEADER_BYTES, LOADED_AT_OFFSET } from './entry-codec.js';
import type { RedisClient } from './redis-connections.js';

/** The reply as bytes: ioredis has these methods, its types do not. */
interface BufferScripts {
  evalshaBuffer(sha: string, keyCount: number, ...rest: (string | number | Buffer)[]): Promise<unknown>;
  evalBuffer(source: string, keyCount: number, ...rest: (string | number | Buffer)[]): Promise<unknown>;
}

/** A Lua script, sent once and then named by its digest. */
export class Script {
  private readonly sha: string;

  constructor(private readonly source: string) {
    this.sha = createHash('sha1').update(source).digest('hex');
  }

  /** @param keys all in one hash slot. @returns the reply, texts as Buffers. */
  async run(
    client: RedisClient,
    keys: readonly string[],
    args: readonly (string | number | Buffer)[],
  ): Promise<unknown> {
    const all = [...keys, ...args];
    const scripts = client as RedisClient & BufferScripts;
    try {
      return await scripts.evalshaBuffer(this.sha, keys.length, ...all);
    } catch (error) {
      if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
      return scripts.evalBuffer(this.source, keys.length, ...all);
    }
  }
}

/**
 * KEYS value, lease. ARGV token, leaseMs, mode, generation, loadedAt (for refresh). → {'v', value} | {'l'} | {'b'}. Where `loadedAt`
 * lies in a value is written in entry-codec.ts.
 */
export const ACQUIRE = new Script(`
if ARGV[3] ~= 'force' then
  local value = redis.call('GET', KEYS[1])
  if value and #value >= ${ENTRY_HEADER_BYTES} and string.sub(value, 1, 16) >= ARGV[4] then
    if ARGV[3] == 'miss' or struct.unpack('>d', value, ${LOADED_AT_OFFSET + 1}) > tonumber(ARGV[5]) then
      return {'v', value}
    end
  end
  if redis.call('EXISTS', KEYS[2]) == 1 then return {'b'} end
end
redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2])
return {'l'}`);

/** KEYS value, lease. ARGV token, value, ttlMs. → 1 stored, 0 the lease is gone. */
export const FILL = new Script(`
if redis.call('GET', KEYS[2]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
redis.call('DEL', KEYS[2])
return 1`);

/** KEYS lease. ARGV token. */
export const RELEASE = new Script(`
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0`);

/** A generation: microseconds of the server's clock, or one more than the last, so that it grows even after a flush. */
const NEXT_GENERATION = `
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local current = tonumber(redis.call('GET', KEYS[1]) or '0')`;

/** KEYS generation. ARGV keepMs, floor. → the new generation as text. */
export const BUMP_GENERATION = new Script(`${NEXT_GENERATION}
local text = string.format('%.0f', math.max(now, current + 1, tonumber(ARGV[2])))
redis.call('SET', KEYS[1], text, 'PX', ARGV[1])
return text`);

/** KEYS generation. ARGV keepMs. → the generation as text, made when there is none. */
export const READ_GENERATION = new Script(`${NEXT_GENERATION}
if current > 0 then
  redis.call('PEXPIRE', KEYS[1], ARGV[1])
  return string.format('%.0f', current)
end
local text = string.format('%.0f', now)
redis.call('SET', KEYS[1], text, 'PX', ARGV[1])
return text`);

/**
 * An instance says that it lives and listens. KEYS members, epoch, state. ARGV me, leaseMs, epoch, channel, nonce, run id, since.
 * → { was a member, other live members, highest epoch, run id seen last, ms since that run id was first seen }
 */
export const HEARTBEAT = new Script(`
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - 60000)
local was = redis.call('ZSCORE', KEYS[1], ARGV[1]) and 1 or 0
redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1])
local others = redis.call('ZCOUNT', KEYS[1], now, '+inf') - 1
local epoch = tonumber(redis.call('GET', KEYS[2]) or '-1')
if tonumber(ARGV[3]) > epoch then
  redis.call('SET', KEYS[2], ARGV[3])
  epoch = tonumber(ARGV[3])
end
local known = redis.call('HGET', KEYS[3], 'run') or ''
local since = tonumber(redis.call('HGET', KEYS[3], 'since') or '0')
if ARGV[6] ~= '' and known ~= ARGV[6] then
  since = ARGV[7] == 'fresh' and 0 or now
  redis.call('HSET', KEYS[3], 'run', ARGV[6], 'since', since)
end
redis.call('PUBLISH', ARGV[4], ARGV[5])
return {was, others, epoch, known, now - since}`);

/** KEYS members, epoch. ARGV channel, message. → { highest epoch, member, ms left, member, ms left, … } */
export const ANNOUNCE = new Script(`
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local live = redis.call('ZRANGEBYSCORE', KEYS[1], now, '+inf', 'WITHSCORES')
for i = 2, #live, 2 do live[i] = live[i] - now end
redis.call('PUBLISH', ARGV[1], ARGV[2])
table.insert(live, 1, tonumber(redis.call('GET', KEYS[2]) or '-1'))
return live`);
