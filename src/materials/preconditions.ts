import { AppError } from '../common/index.js';

const ETAG = /^(W\/)?"([^"]*)"$/;

/**
 * The versions of one row that an `If-Match` header accepts (RFC 9110, 13.1.1: strong comparison).
 *
 * @param header the field's value; absent or `*` accepts any version.
 * @returns null for any; an empty array when no tag in it is one of this row's.
 */
export function acceptedVersions(id: string, header: string | undefined): number[] | null {
  if (header === undefined || header.trim() === '' || header.trim() === '*') return null;
  const prefix = `${id.replaceAll('-', '')}-`;
  return header.split(',').flatMap((part) => {
    const [, weak, tag] = ETAG.exec(part.trim()) ?? [];
    if (weak !== undefined || !tag?.startsWith(prefix)) return [];
    const version = Number(tag.slice(prefix.length));
    return Number.isInteger(version) && version > 0 && version <= 2_147_483_647 ? [version] : [];
  });
}

/** @param etag the row's current tag, handed to the client so that it can read and merge. */
export function versionMismatch(etag: string): AppError {
  return new AppError(
    'version_mismatch',
    'It was changed meanwhile: If-Match does not name its current ETag.',
    {
      headers: { etag },
    },
  );
}
