import { Injectable } from '@nestjs/common';
import { escapeGlob } from '../glob.js';
import { readRedisHealth, type RedisHealth } from './redis-health.js';
import type { RedisClient, RedisConnections } from './redis-connections.js';
import { toRedisAdapterError } from './redis-error.js';
import { scanRemove } from './scan-remove.js';
import { RELEASE, Script } from './scripts.js';
import { decodeValue, encodeValue, SerializationError } from './serialization.js';

export interface RedisAdapterSettings {
  /** First part of every key; `clear` removes what begins with it and nothing else. */
  prefix: string;
  /** Lifetime where a call names none, milliseconds. */
  defaultTtlMs: number;
  /** Keys in one round trip. */
  batchSize: number;
}

/** An entry of `mset`. */
export interface RedisPair {
  key: string;
  value: unknown;
}

/** KEYS any. ARGV ttlMs, values. All or nothing: a script is not interrupted. */
const SET_ALL = new Script(`
for i = 1, #KEYS do redis.call('SET', KEYS[i], ARGV[i + 1], 'PX', ARGV[1]) end
return #KEYS`);

/** KEYS lock. ARGV token, ttlMs. → 1 while it is the token's. */
const PROLONG = new Script(`
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return 0`);

/** KEYS any. → the value of each, nil where there is none. Unlike MGET it does not pass a key of another kind off as absent. */
const GET_ALL = new Script(`
local found = {}
for i = 1, #KEYS do found[i] = redis.call('GET', KEYS[i]) end
return found`);

/**
 * Redis as a typed store within one key prefix: strings, batches, hashes, lists, sets, sorted sets. Values are serialised by
 * themselves (`encodeValue`), so a Date comes back as a Date. TTLs are milliseconds, integers ≥ 1.
 *
 * Every method rejects with RedisAdapterError (`fault` says what kind), or SerializationError for a value that cannot be kept, and
 * answers within `REDIS_COMMAND_TIMEOUT_MS`. It knows no circuit: cache-aside, which must not wait on a dead Redis, has its own.
 */
@Injectable()
export class RedisAdapter {
  constructor(
    private readonly connections: RedisConnections,
    private readonly settings: RedisAdapterSettings,
  ) {}

  // --- strings -------------------------------------------------------------------------------------------------------------

  /** @returns undefined when there is no such key; a stored null is null. */
  async get<T>(key: string): Promise<T | undefined> {
    return this.decode<T>(await this.run((redis) => redis.getBuffer(this.name(key))));
  }

  async set(key: string, value: unknown, ttlMs = this.settings.defaultTtlMs): Promise<void> {
    const bytes = encodeValue(value);
    await this.run((redis) => redis.set(this.name(key), bytes, 'PX', ttlMs));
  }

  /** @returns whether there was one. */
  async delete(key: string): Promise<boolean> {
    return (await this.run((redis) => redis.unlink(this.name(key)))) === 1;
  }

  async exists(key: string): Promise<boolean> {
    return (await this.run((redis) => redis.exists(this.name(key)))) === 1;
  }

  /** Gives an existing key a new lifetime. @returns whether there is such a key. */
  async expire(key: string, ttlMs: number): Promise<boolean> {
    return (await this.run((redis) => redis.pexpire(this.name(key), ttlMs))) === 1;
  }

  /** @returns milliseconds left; null when there is no such key, Infinity when it never expires. */
  async ttl(key: string): Promise<number | null> {
    const left = await this.run((redis) => redis.pttl(this.name(key)));
    return left === -2 ? null : left === -1 ? Infinity : left;
  }

  // --- batches -------------------------------------------------------------------------------------------------------------

  /** Values in the order of the keys, undefined for those that are not there. */
  async mget<T>(keys: readonly string[]): Promise<(T | undefined)[]> {
    const names = keys.map((key) => this.name(key));
    const batches = await Promise.all(
      this.batches(names).map((batch) =>
        this.run((redis) =>
          this.connections.isCluster
            ? Promise.all(batch.map((name) => redis.getBuffer(name)))
            : (GET_ALL.run(redis, batch, []) as Promise<(Buffer | null)[]>),
        ),
      ),
    );
    return batches.flat().map((bytes) => this.decode<T>(bytes));
  }

  /**
   * Stores all with one lifetime, in one round trip: all or nothing. In a cluster that holds for keys with the same hash tag
   * (`{order:7}:a`, `{order:7}:b`); others are stored by one atomic round trip each.
   */
  async mset(pairs: readonly RedisPair[], ttlMs = this.settings.defaultTtlMs): Promise<void> {
    const named = pairs.map(({ key, value }) => [this.name(key), encodeValue(value)] as const);
    const groups = this.connections.isCluster ? groupByTag(named) : [named];
    await Promise.all(
      groups
        .filter((group) => group.length > 0)
        .map((group) =>
          this.run((redis) =>
            SET_ALL.run(
              redis,
              group.map(([name]) => name),
              [ttlMs, ...group.map(([, bytes]) => bytes)],
            ),
          ),
        ),
    );
  }

  /** @returns how many were there. */
  async mdel(keys: readonly string[]): Promise<number> {
    const counts = await Promise.all(
      this.batches(keys.map((key) => this.name(key))).map((batch) =>
        this.run(async (redis) =>
          this.connections.isCluster
            ? sum(await Promise.all(batch.map((name) => redis.unlink(name))))
            : redis.unlink(...batch),
        ),
      ),
    );
    return sum(counts);
  }

  // --- hashes --------------------------------------------------------------------------------------------------------------

  async hset(key: string, fields: Readonly<Record<string, unknown>>): Promise<void> {
    const flat = Object.entries(fields).flatMap(([field, value]) => [field, encodeValue(value)]);
    if (flat.length > 0) await this.run((redis) => redis.hset(this.name(key), ...flat));
  }

  async hget<T>(key: string, field: string): Promise<T | undefined> {
    return this.decode<T>(await this.run((redis) => redis.hgetBuffer(this.name(key), field)));
  }

  /** Every field; an empty object when there is no such key. */
  async hgetall<T>(key: string): Promise<Record<string, T>> {
    const found = await this.run((redis) => redis.hgetallBuffer(this.name(key)));
    return Object.fromEntries(
      Object.entries(found).map(([field, bytes]) => [field, this.decode<T>(bytes) as T]),
    );
  }

  /** @returns how many fields were there. */
  async hdel(key: string, ...fields: string[]): Promise<number> {
    return fields.length === 0 ? 0 : this.run((redis) => redis.hdel(this.name(key), ...fields));
  }

  // --- lists ---------------------------------------------------------------------------------------------------------------

  /** @returns the new length. The last value given is the first of the list. */
  async lpush(key: string, ...values: unknown[]): Promise<number> {
    if (values.length === 0) return this.llen(key);
    return this.run((redis) => redis.lpush(this.name(key), ...values.map(encodeValue)));
  }

  async rpush(key: string, ...values: unknown[]): Promise<number> {
    if (values.length === 0) return this.llen(key);
    return this.run((redis) => redis.rpush(this.name(key), ...values.map(encodeValue)));
  }

  /** @param stop inclusive; −1 is the last. */
  async lrange<T>(key: string, start: number, stop: number): Promise<T[]> {
    const found = await this.run((redis) => redis.lrangeBuffer(this.name(key), start, stop));
    return found.map((bytes) => this.decode<T>(bytes) as T);
  }

  async llen(key: string): Promise<number> {
    return this.run((redis) => redis.llen(this.name(key)));
  }

  async lpop<T>(key: string): Promise<T | undefined> {
    return this.decode<T>(await this.run((redis) => redis.lpopBuffer(this.name(key))));
  }

  // --- sets ----------------------------------------------------------------------------------------------------------------

  /** Members are equal when their serialised forms are. @returns how many were new. */
  async sadd(key: string, ...members: unknown[]): Promise<number> {
    if (members.length === 0) return 0;
    return this.run((redis) => redis.sadd(this.name(key), ...members.map(encodeValue)));
  }

  async srem(key: string, ...members: unknown[]): Promise<number> {
    if (members.length === 0) return 0;
    return this.run((redis) => redis.srem(this.name(key), ...members.map(encodeValue)));
  }

  async smembers<T>(key: string): Promise<T[]> {
    const found = await this.run((redis) => redis.smembersBuffer(this.name(key)));
    return found.map((bytes) => this.decode<T>(bytes) as T);
  }

  async sismember(key: string, member: unknown): Promise<boolean> {
    return (await this.run((redis) => redis.sismember(this.name(key), encodeValue(member)))) === 1;
  }

  // --- sorted sets: members are plain text, so that they can be read with any tool --------------------------------------------

  async zincrby(key: string, member: string, by: number): Promise<number> {
    return Number(await this.run((redis) => redis.zincrby(this.name(key), by, member)));
  }

  /** The highest scores first. */
  async ztop(key: string, count: number): Promise<{ member: string; score: number }[]> {
    const flat = await this.run((redis) => redis.zrange(this.name(key), 0, count - 1, 'REV', 'WITHSCORES'));
    const top: { member: string; score: number }[] = [];
    for (let i = 0; i + 1 < flat.length; i += 2) {
      top.push({ member: flat[i] ?? '', score: Number(flat[i + 1]) });
    }
    return top;
  }

  /** Multiplies every score by `factor` and keeps the `keep` highest: what is asked no more sinks and leaves. */
  async zdecay(key: string, factor: number, keep: number): Promise<void> {
    const name = this.name(key);
    await this.run((redis) => redis.zunionstore(name, 1, name, 'WEIGHTS', factor));
    await this.run((redis) => redis.zremrangebyrank(name, 0, -keep - 1));
  }

  // --- one at a time -------------------------------------------------------------------------------------------------------

  /** Leaves a mark. @returns false when it was there already. */
  async setIfAbsent(key: string, ttlMs: number): Promise<boolean> {
    return (await this.run((redis) => redis.set(this.name(key), '1', 'PX', ttlMs, 'NX'))) === 'OK';
  }

  /** Takes a lock that frees itself after `ttlMs`: good for "hardly ever two at once", not for correctness. */
  async lock(name: string, token: string, ttlMs: number): Promise<boolean> {
    return (
      (await this.run((redis) => redis.set(this.name(`lock:${name}`), token, 'PX', ttlMs, 'NX'))) === 'OK'
    );
  }

  /** Holds the lock for another `ttlMs`. @returns false when it is this token's no longer. */
  async prolongLock(name: string, token: string, ttlMs: number): Promise<boolean> {
    return (await this.run((redis) => PROLONG.run(redis, [this.name(`lock:${name}`)], [token, ttlMs]))) === 1;
  }

  /** Frees the lock when it is still this token's. */
  async unlock(name: string, token: string): Promise<void> {
    await this.run((redis) => RELEASE.run(redis, [this.name(`lock:${name}`)], [token]));
  }

  // --- counters ------------------------------------------------------------------------------------------------------------

  /** Adds to whole-number fields of a hash; its values are plain numbers, not serialised ones. */
  async hincrby(key: string, increments: Readonly<Record<string, number>>): Promise<void> {
    const name = this.name(key);
    await Promise.all(
      Object.entries(increments).map(([field, by]) => this.run((redis) => redis.hincrby(name, field, by))),
    );
  }

  /** Sets a number of a hash where there is none yet, in the form of `hincrby`. */
  async hinit(key: string, field: string, value: number): Promise<void> {
    await this.run((redis) => redis.hsetnx(this.name(key), field, String(value)));
  }

  async hcounters(key: string): Promise<Record<string, number>> {
    const found = await this.run((redis) => redis.hgetall(this.name(key)));
    return Object.fromEntries(Object.entries(found).map(([field, text]) => [field, Number(text)]));
  }

  // --- many and all --------------------------------------------------------------------------------------------------------

  /**
   * Removes by SCAN and UNLINK in batches, without holding the server up.
   *
   * @param pattern Redis glob below our prefix; escape ids with `escapeGlob`.
   * @returns how many keys were removed.
   */
  async deletePattern(pattern: string): Promise<number> {
    try {
      return await scanRemove(
        this.connections,
        escapeGlob(this.settings.prefix) + pattern,
        this.settings.batchSize,
      );
    } catch (error) {
      throw toRedisAdapterError(error);
    }
  }

  /** Removes everything of ours, and nothing of anybody else's on the same server. */
  async clear(): Promise<number> {
    return this.deletePattern('*');
  }

  /** @returns how long the answer took, milliseconds. */
  async ping(): Promise<number> {
    const began = performance.now();
    await this.run((redis) => redis.ping());
    return performance.now() - began;
  }

  /** Never rejects: what cannot be asked is `down`. */
  health(): Promise<RedisHealth> {
    return readRedisHealth(this.connections);
  }

  private name(key: string): string {
    return this.settings.prefix + key;
  }

  private batches(names: readonly string[]): string[][] {
    const batches: string[][] = [];
    for (let i = 0; i < names.length; i += this.settings.batchSize) {
      batches.push(names.slice(i, i + this.settings.batchSize));
    }
    return batches;
  }

  private decode<T>(bytes: Buffer | null | undefined): T | undefined {
    return bytes === null || bytes === undefined ? undefined : (decodeValue(bytes) as T);
  }

  private async run<T>(work: (redis: RedisClient) => Promise<T>): Promise<T> {
    try {
      return await this.connections.within(work(this.connections.client));
    } catch (error) {
      throw error instanceof SerializationError ? error : toRedisAdapterError(error);
    }
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

/** Keys that a cluster is sure to keep together: equal hash tags, or the same key. */
function groupByTag<P extends readonly [string, unknown]>(pairs: readonly P[]): P[][] {
  const groups = new Map<string, P[]>();
  for (const pair of pairs) {
    const tag = /\{([^}]+)\}/.exec(pair[0])?.[1] ?? pair[0];
    groups.set(tag, [...(groups.get(tag) ?? []), pair]);
  }
  return [...groups.values()];
}
