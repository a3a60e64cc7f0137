import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { ERROR_CODES, statusOf } from '../src/common/index.js';

/** Rows `| \`code\` | status | … |` of the page, in its order. */
function readPage(): (readonly [code: string, status: number])[] {
  const rows = readFileSync('docs/errors.md', 'utf8').matchAll(/^\| `([a-z_]+)` +\| (\d{3}) +\| .+\|$/gm);
  return [...rows].map(([, code, status]) => [code ?? '', Number(status)] as const);
}

describe('docs/errors.md', () => {
  it('lists every error code of the program with its status, in its order, and no other', () => {
    expect(readPage()).toEqual(ERROR_CODES.map((code) => [code, statusOf(code)]));
  });
});
