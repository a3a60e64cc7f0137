import { StringDecoder } from 'node:string_decoder';
import iconv from 'iconv-lite';
import { ImportFault } from '../import-error.js';
import { detectEncoding } from './detect-encoding.js';
import { openBytes } from './open-source.js';

const SAMPLE_BYTES = 256 * 1024;

/** Names that people write for the encodings this room knows. */
const ALIASES: Readonly<Record<string, string>> = {
  utf8: 'utf-8', utf16: 'utf-16le', utf16le: 'utf-16le', utf16be: 'utf-16be', unicode: 'utf-16le',
  cp1251: 'windows-1251', windows1251: 'windows-1251', win1251: 'windows-1251', ansi: 'windows-1251',
  cp866: 'cp866', ibm866: 'cp866', dos: 'cp866', oem: 'cp866', koi8r: 'koi8-r', koi8: 'koi8-r', koi8u: 'koi8-u',
  latin1: 'iso-8859-1', iso88591: 'iso-8859-1', iso88595: 'iso-8859-5', windows1252: 'windows-1252', cp1252: 'windows-1252',
  ascii: 'utf-8', maccyrillic: 'maccyrillic', xmaccyrillic: 'maccyrillic', gbk: 'gbk', gb18030: 'gb18030', windows1250: 'windows-1250',
}; // prettier-ignore

/** Canonical name of an encoding; null when it is not one of those that are read. */
export function knownEncoding(name: string): string | null {
  return ALIASES[name.toLowerCase().replace(/[^a-z0-9]/g, '')] ?? null;
}

/** First bytes that tell the encoding: the head, and the neighbourhood of the first byte beyond ASCII when the head has none. */
export async function encodingSample(
  path: string,
  container: 'text' | 'gzip',
  maxBytes: number,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  let telling = false;
  const stream = openBytes(path, container, maxBytes);
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    const tells = chunk.some((byte) => byte >= 0x80 || byte === 0);
    if (size < SAMPLE_BYTES || tells) {
      if (!telling && size >= SAMPLE_BYTES) chunks.splice(0, chunks.length);
      chunks.push(chunk);
      size += chunk.length;
    }
    telling ||= tells;
    if (telling && size >= SAMPLE_BYTES) break;
  }
  const sample = Buffer.concat(chunks);
  return sample.subarray(0, 2 * SAMPLE_BYTES);
}

export async function resolveEncoding(
  path: string,
  container: 'text' | 'gzip',
  maxBytes: number,
  asked: string | null,
): Promise<string> {
  if (asked !== null) {
    const known = knownEncoding(asked);
    if (known === null) {
      throw new ImportFault(
        'unknown_encoding',
        `The encoding "${asked.slice(0, 40)}" is not known. Use utf-8, utf-16le, utf-16be, windows-1251, cp866 or koi8-r.`,
      );
    }
    return known;
  }
  return detectEncoding(await encodingSample(path, container, maxBytes));
}

/** Text of a file in pieces; the byte order mark is left out, undecodable bytes become U+FFFD. */
export async function* decodeText(
  path: string,
  container: 'text' | 'gzip',
  encoding: string,
  maxBytes: number,
  onRead?: (bytes: number) => void,
): AsyncGenerator<string> {
  const decoder =
    encoding === 'utf-8' ? new StringDecoder('utf8') : iconv.getDecoder(encoding, { stripBOM: false });
  let first = true;
  const strip = (text: string): string => {
    if (!first || text === '') return text;
    first = false;
    return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  };
  for await (const chunk of openBytes(path, container, maxBytes, onRead) as AsyncIterable<Buffer>) {
    const text = strip(decoder.write(chunk));
    if (text !== '') yield text;
  }
  const rest = strip(decoder.end() ?? '');
  if (rest !== '') yield rest;
}
