import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip, gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { readManifest, unpackArchive } from './read-archive.js';
import { packFolder } from './write-archive.js';

const FACTS = {
  version: '1.2.3',
  postgres: '18.6',
  createdAt: '2026-11-25T20:00:00.000Z',
  materials: 2,
  migrations: ['First1700000000001'],
};
// Not compressible: in what repeats itself, a changed bit of the archive may stand for the same content.
const PAGE = randomBytes(100_000);

describe('back-up archive', () => {
  let dir: string;
  let file: string;

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'mc-archive-'));
    file = join(dir, 'backup.tar.gz');
    await mkdir(join(dir, 'from', 'postgres', 'base', 'empty'), { recursive: true });
    await writeFile(join(dir, 'from', 'postgres', 'PG_VERSION'), '18\n');
    await writeFile(join(dir, 'from', 'postgres', 'base', '1'), PAGE);
    await writeFile(join(dir, 'from', 'postgres', 'base', 'nothing'), '');
    const archive = await packFolder(join(dir, 'from'), FACTS, new AbortController().signal);
    await pipeline(archive, createWriteStream(file));
  });
  afterEach(async () => {
    await rm(dir, { recursive: true, force: true });
  });

  const unpack = (): Promise<unknown> => unpackArchive(file, join(dir, 'to'), 'postgres');

  it('comes back as it was, with what it says of itself', async () => {
    const manifest = { format: 1, product: 'materials-catalogue', ...FACTS, files: 3, bytes: 100_003 };
    expect(await readManifest(file)).toEqual(manifest);
    expect(await unpack()).toEqual(manifest);
    expect((await readdir(join(dir, 'to'), { recursive: true })).sort()).toEqual([
      'postgres',
      'postgres/PG_VERSION',
      'postgres/base',
      'postgres/base/1',
      'postgres/base/empty',
      'postgres/base/nothing',
    ]);
    expect(await readFile(join(dir, 'to', 'postgres', 'base', '1'))).toEqual(PAGE);
  });

  it('is refused when it was cut short, wherever', async () => {
    const whole = await readFile(file);
    for (const length of [whole.length - 1, whole.length - 9, Math.floor(whole.length / 2)]) {
      await writeFile(file, whole.subarray(0, length));
      await expect(unpack()).rejects.toThrow(/damaged or cut short/);
      await rm(join(dir, 'to'), { recursive: true, force: true });
    }
    await truncate(file, 0);
    await expect(unpack()).rejects.toThrow(/damaged|no back-up/);
  });

  it('is refused when a bit of it changed', async () => {
    const whole = await readFile(file);
    const at = Math.floor(whole.length * 0.7);
    whole[at] = (whole[at] ?? 0) ^ 1;
    await writeFile(file, whole);
    await expect(unpack()).rejects.toThrow(/damaged or cut short/);
    // Nothing of it was written.
    expect(await readdir(dir)).not.toContain('to');
  });

  it('is refused when it is something else', async () => {
    await writeFile(file, 'name;price\nЦемент;500\n');
    await expect(readManifest(file)).rejects.toThrow(/is no back-up of this program/);
    await expect(unpack()).rejects.toThrow(/is no back-up of this program/);
    await writeFile(file, gzipSync('a text'));
    await expect(unpack()).rejects.toThrow(/damaged|no back-up/);
  });

  it('writes nothing outside its folder, whatever it holds', async () => {
    const manifest = { format: 1, product: 'materials-catalogue', ...FACTS, files: 1, bytes: 4 };
    for (const header of [
      { name: '../evil' },
      { name: 'postgres/../../evil' },
      { name: '/tmp/evil' },
      { name: 'other/file' },
      { name: 'postgres/link', type: 'symlink' as const, linkname: '/etc/passwd' },
    ]) {
      const archive = pack();
      archive.entry({ name: 'manifest.json' }, JSON.stringify(manifest));
      if (header.type) archive.entry(header);
      else archive.entry(header, 'evil');
      archive.finalize();
      await pipeline(archive, createGzip(), createWriteStream(file));
      await expect(unpack()).rejects.toThrow(/no file of a database|damaged/);
    }
    expect((await readdir(dir)).sort()).toEqual(['backup.tar.gz', 'from']);
  });

  it('is refused when it holds more than it announced', async () => {
    const archive = pack();
    archive.entry(
      { name: 'manifest.json' },
      JSON.stringify({ format: 1, product: 'materials-catalogue', ...FACTS, files: 1, bytes: 4 }),
    );
    archive.entry({ name: 'postgres/a' }, '12345');
    archive.finalize();
    await pipeline(archive, createGzip(), createWriteStream(file));
    await expect(unpack()).rejects.toThrow(/damaged/);
  });
});
