import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
// For its augmentation of FastifyRequest.
import type {} from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { AppError, validationError } from '../../common/index.js';

/** An upload on disk. */
export interface Upload {
  file: { path: string; name: string; sizeBytes: number; contentHash: string };
  /** The text fields of the form. */
  fields: Record<string, string>;
  remove(): Promise<void>;
}

const MAX_FIELDS = 20;
const MAX_FIELD_BYTES = 20_000;

/**
 * Reads a multipart body: the file goes to disk as it comes and is hashed on the way, so that memory stays bounded and no
 * database transaction waits for a slow client.
 *
 * @throws AppError `unsupported_media_type`, `payload_too_large`, `validation_failed` naming the field.
 */
export async function receiveUpload(request: FastifyRequest, maxFileBytes: number): Promise<Upload> {
  if (!request.isMultipart()) {
    throw new AppError(
      'unsupported_media_type',
      'Send multipart/form-data with the fields file and supplier.',
    );
  }
  const dir = await mkdtemp(join(tmpdir(), 'upload-'));
  const remove = (): Promise<void> => rm(dir, { recursive: true, force: true });
  try {
    const fields: Record<string, string> = {};
    let file: Upload['file'] | null = null;
    const parts = request.parts({
      limits: {
        fileSize: maxFileBytes,
        files: 1,
        fields: MAX_FIELDS,
        fieldSize: MAX_FIELD_BYTES,
        parts: MAX_FIELDS + 1,
      },
    });
    for await (const part of parts) {
      if (part.type === 'file') {
        if (part.fieldname !== 'file') throw unknownField(part.fieldname);
        const path = join(dir, 'file');
        const hash = createHash('sha256');
        let sizeBytes = 0;
        const measure = new Transform({
          transform(chunk: Buffer, _encoding, done) {
            hash.update(chunk);
            sizeBytes += chunk.length;
            done(null, chunk);
          },
        });
        await pipeline(part.file, measure, createWriteStream(path, { mode: 0o600 }));
        if (part.file.truncated) {
          throw new AppError('payload_too_large', `The file is larger than ${maxFileBytes} bytes.`);
        }
        file = { path, name: cleanName(part.filename), sizeBytes, contentHash: hash.digest('hex') };
      } else {
        if (part.fieldname in fields) throw unknownField(part.fieldname);
        fields[part.fieldname] = String(part.value);
      }
    }
    if (!file) throw validationError([{ path: 'file', code: 'required', message: 'Is missing.' }]);
    return { file, fields, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

function unknownField(name: string): AppError {
  return validationError([
    { path: name.slice(0, 100), code: 'unknown_field', message: 'Unknown or repeated field.' },
  ]);
}

/** The last part of a file name, printable, at most 255 characters: it is shown and stored, never used as a path. */
function cleanName(name: string | undefined): string {
  const last = (name ?? '').split(/[\\/]/).at(-1) ?? '';
  const printable = last.replace(/[\p{Cc}\p{Cs}]/gu, '').trim();
  return printable.slice(0, 255) || 'upload';
}
