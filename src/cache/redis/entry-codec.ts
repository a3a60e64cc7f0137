import type { CacheEntry } from '../cache-entry.js';
import { CachedBody } from '../cached-body.js';
import { decodeValue, encodeValue } from './serialization.js';

/*
 * Layout: generation as 16 hexadecimal digits (text, so that a script compares it), then big-endian: form u8, flags u8, loadedAt,
 * freshUntil and staleUntil f64, loadMs f32; then the value. A kept HTTP answer is its two header texts, each with its length as
 * u16, and its bytes, so that a hit decodes nothing.
 */
export const ENTRY_HEADER_BYTES = 16 + 1 + 1 + 8 + 8 + 8 + 4;
export const LOADED_AT_OFFSET = 16 + 1 + 1;
const FORM_VALUE = 1;
const FORM_BODY = 2;
const FLAG_NEGATIVE = 1;

/** @param generation integer ≥ 0 below 2^53. */
export function generationText(generation: number): string {
  return generation.toString(16).padStart(16, '0');
}

export function encodeEntry(entry: CacheEntry, generation: number): Buffer {
  const body = entry.value instanceof CachedBody ? encodeBody(entry.value) : encodeValue(entry.value);
  const header = Buffer.allocUnsafe(ENTRY_HEADER_BYTES);
  header.write(generationText(generation), 0, 'latin1');
  header.writeUInt8(entry.value instanceof CachedBody ? FORM_BODY : FORM_VALUE, 16);
  header.writeUInt8(entry.negative ? FLAG_NEGATIVE : 0, 17);
  header.writeDoubleBE(entry.loadedAt, LOADED_AT_OFFSET);
  header.writeDoubleBE(entry.freshUntil, 26);
  header.writeDoubleBE(entry.staleUntil, 34);
  header.writeFloatBE(entry.loadMs, 42);
  return Buffer.concat([header, body]);
}

/** @returns null when the bytes are not an entry of this version: then they are as good as absent. */
export function decodeEntry(bytes: Buffer): { entry: CacheEntry; generation: number } | null {
  if (bytes.length < ENTRY_HEADER_BYTES) return null;
  const generation = Number.parseInt(bytes.toString('latin1', 0, 16), 16);
  const form = bytes.readUInt8(16);
  const rest = bytes.subarray(ENTRY_HEADER_BYTES);
  let value: unknown;
  try {
    if (form === FORM_BODY) value = decodeBody(rest);
    else if (form === FORM_VALUE) value = decodeValue(rest);
    else return null;
  } catch {
    return null;
  }
  return {
    generation,
    entry: {
      value,
      negative: (bytes.readUInt8(17) & FLAG_NEGATIVE) !== 0,
      loadedAt: bytes.readDoubleBE(LOADED_AT_OFFSET),
      freshUntil: bytes.readDoubleBE(26),
      staleUntil: bytes.readDoubleBE(34),
      loadMs: bytes.readFloatBE(42),
    },
  };
}

function encodeBody(body: CachedBody): Buffer {
  const type = Buffer.from(body.contentType);
  const etag = Buffer.from(body.etag);
  const lengths = Buffer.allocUnsafe(4);
  lengths.writeUInt16BE(type.length, 0);
  lengths.writeUInt16BE(etag.length, 2);
  return Buffer.concat([lengths, type, etag, body.bytes]);
}

function decodeBody(bytes: Buffer): CachedBody {
  const typeEnd = 4 + bytes.readUInt16BE(0);
  const etagEnd = typeEnd + bytes.readUInt16BE(2);
  return new CachedBody(
    bytes.toString('utf8', 4, typeEnd),
    bytes.toString('utf8', typeEnd, etagEnd),
    bytes.subarray(etagEnd),
  );
}
