import { deserialize, serialize } from 'node:v8';
import { types } from 'node:util';

/** A value that cannot be kept, or kept bytes that are not a value. */
export class SerializationError extends Error {
  override readonly name = 'SerializationError';
}

/** First byte of a kept value. */
const JSON_TAG = 0x6a; // j
const V8_TAG = 0x76; // v

/**
 * Bytes of a value: JSON for plain data, else V8's structured clone for what JSON would change (Date, Map, Set, Buffer, bigint,
 * undefined, NaN, −0). Reading either can run no code.
 *
 * @throws SerializationError for functions, symbols, promises and instances of classes: they would come back as something else.
 */
export function encodeValue(value: unknown): Buffer {
  if (isPlain(value, 0)) {
    const text = JSON.stringify(value);
    const bytes = Buffer.allocUnsafe(1 + Buffer.byteLength(text));
    bytes[0] = JSON_TAG;
    bytes.write(text, 1);
    return bytes;
  }
  assertCloneable(value, new Set());
  return Buffer.concat([Buffer.of(V8_TAG), serialize(value)]);
}

/** @throws SerializationError when the bytes were not written by `encodeValue`. */
export function decodeValue(bytes: Buffer): unknown {
  try {
    if (bytes[0] === JSON_TAG) return JSON.parse(bytes.toString('utf8', 1)) as unknown;
    if (bytes[0] === V8_TAG) return deserialize(bytes.subarray(1)) as unknown;
  } catch (error) {
    throw new SerializationError('The kept bytes are damaged.', { cause: error });
  }
  throw new SerializationError('The kept bytes are not of this program.');
}

const MAX_DEPTH = 200;

/** True when JSON gives back exactly this value. */
function isPlain(value: unknown, depth: number): boolean {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0);
  if (typeof value !== 'object' || depth > MAX_DEPTH) return false;
  if (Array.isArray(value)) return denseArray(value) && value.every((item) => isPlain(item, depth + 1));
  return isPlainObject(value) && Object.values(value).every((item) => isPlain(item, depth + 1));
}

function denseArray(value: readonly unknown[]): boolean {
  return Object.keys(value).length === value.length;
}

function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  // By name as well: an object of another realm (a test's sandbox) has another Object.prototype.
  const plain = prototype === null || Object.getPrototypeOf(prototype) === null;
  return (
    plain &&
    typeof (value as { toJSON?: unknown }).toJSON !== 'function' &&
    Object.getOwnPropertySymbols(value).length === 0
  );
}

function assertCloneable(value: unknown, seen: Set<object>): void {
  if (typeof value === 'function' || typeof value === 'symbol') {
    throw new SerializationError(`A ${typeof value} cannot be kept.`);
  }
  if (typeof value !== 'object' || value === null || seen.has(value)) return;
  seen.add(value);
  if (
    types.isDate(value) ||
    ArrayBuffer.isView(value) ||
    types.isAnyArrayBuffer(value) ||
    types.isRegExp(value)
  )
    return;
  if (types.isMap(value)) for (const pair of value) pair.forEach((part) => assertCloneable(part, seen));
  else if (types.isSet(value)) for (const item of value) assertCloneable(item, seen);
  else if (Array.isArray(value) || isPlainObject(value)) {
    for (const item of Object.values(value)) assertCloneable(item, seen);
  } else
    throw new SerializationError(
      'An instance of a class cannot be kept: it would come back as a plain object.',
    );
}
