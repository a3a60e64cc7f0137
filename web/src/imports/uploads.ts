import { signal } from '@preact/signals';
import { call } from '../api/client.ts';

export interface Options {
  supplier: string;
  currency: string;
  /** '' leaves it to the server to find out. */
  encoding: string;
  atomic: boolean;
}

/** A file on its way: checked first, then imported. The file itself stays here, for it is sent again. */
export interface Upload {
  key: number;
  file: File;
  options: Options;
  /** Our field to column header, as the person chose; null while the server's choice stands. */
  mapping: Record<string, string> | null;
  /** The import that was started last, be it a dry run. */
  importId: string | null;
  busy: boolean;
  error: unknown;
}

/** Files of this visit, the newest first. */
export const uploads = signal<Upload[]>([]);

let nextKey = 1;

function change(key: number, part: Partial<Upload>): void {
  uploads.value = uploads.value.map((upload) => (upload.key === key ? { ...upload, ...part } : upload));
}

async function send(upload: Upload, dryRun: boolean): Promise<void> {
  const { key, file, options, mapping } = upload;
  change(key, { busy: true, error: null });
  const form = new FormData();
  form.set('supplier', options.supplier);
  form.set('currency', options.currency);
  if (options.encoding) form.set('encoding', options.encoding);
  if (options.atomic) form.set('atomic', 'true');
  if (dryRun) form.set('dryRun', 'true');
  if (mapping) form.set('mapping', JSON.stringify(mapping));
  form.set('file', file);
  try {
    const { body } = await call<{ id: string }>('/imports', { method: 'POST', body: form });
    change(key, { importId: body.id, busy: false });
  } catch (error) {
    change(key, { error, busy: false });
  }
}

/** Sends every file for a dry run. One after the other: the server works on them in turn anyway. */
export async function add(files: readonly File[], options: Options): Promise<void> {
  const fresh = files.map(
    (file): Upload => ({
      key: nextKey++,
      file,
      options,
      mapping: null,
      importId: null,
      busy: true,
      error: null,
    }),
  );
  uploads.value = [...fresh, ...uploads.value];
  for (const upload of fresh) await send(upload, true);
}

export async function check(upload: Upload, mapping = upload.mapping): Promise<void> {
  change(upload.key, { mapping });
  await send({ ...upload, mapping }, true);
}

export async function carryOut(upload: Upload): Promise<void> {
  await send(upload, false);
}

export function dismiss(upload: Upload): void {
  uploads.value = uploads.value.filter(({ key }) => key !== upload.key);
}
