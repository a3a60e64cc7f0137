import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { readAll } from '../api/pages.ts';
import { bytes, t } from '../i18n/index.ts';
import { Field } from '../ui/field.tsx';
import { fieldText } from '../ui/form.ts';
import { useLoad } from '../ui/use-load.ts';
import type { Options } from './uploads.ts';

const ENCODINGS = ['utf-8', 'windows-1251', 'cp866', 'koi8-r', 'utf-16le', 'utf-16be'];
const CURRENCIES = ['RUB', 'USD', 'EUR', 'CNY', 'KZT', 'BYN'];
const ACCEPTED = '.csv,.tsv,.txt,.xlsx,.gz';
const MAX_SUPPLIERS = 500;

/** One or several files, whose they are, and how to read them; checking comes first. */
export function UploadForm({ onFiles }: { onFiles: (files: File[], options: Options) => void }): JSX.Element {
  const [files, setFiles] = useState<File[]>([]);
  const [over, setOver] = useState(false);
  const [missing, setMissing] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const suppliers = useLoad('suppliers', (signal) =>
    readAll<{ name: string }>('/suppliers', MAX_SUPPLIERS, signal),
  );
  const take = (list: FileList | null | undefined): void => {
    const taken = [...(list ?? [])];
    if (taken.length > 0) setFiles(taken);
    setMissing(false);
  };
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (files.length === 0) {
      setMissing(true);
      input.current?.focus();
      return;
    }
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const text = (name: string): string => fieldText(form, name).trim();
    onFiles(files, {
      supplier: text('supplier'),
      currency: text('currency'),
      encoding: text('encoding'),
      atomic: form.has('atomic'),
    });
    setFiles([]);
    if (input.current) input.current.value = '';
  };
  return (
    <form class="upload card" onSubmit={submit}>
      <div
        class={over ? 'drop over' : 'drop'}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          take(event.dataTransfer?.files);
        }}
      >
        <label for="file">
          <strong>{t('upload.drop')}</strong>
          <small>{t('upload.formats')}</small>
        </label>
        <input
          id="file"
          ref={input}
          type="file"
          multiple
          accept={ACCEPTED}
          aria-invalid={missing}
          aria-describedby="files"
          onChange={(event) => take(event.currentTarget.files)}
        />
        <div id="files">
          {missing && <p class="field-error">{t('upload.missing')}</p>}
          <ul class="chips">
            {files.map((file) => (
              <li key={file.name + file.size}>
                {file.name} <small>{bytes(file.size)}</small>
              </li>
            ))}
          </ul>
        </div>
      </div>
      <div class="options">
        <Field label={t('upload.supplier')}>
          {(aria) => (
            <input
              {...aria}
              name="supplier"
              required
              maxLength={200}
              list="known-suppliers"
              autocomplete="off"
            />
          )}
        </Field>
        <datalist id="known-suppliers">
          {suppliers.value?.map(({ name }) => (
            <option key={name} value={name} />
          ))}
        </datalist>
        <Field label={t('upload.currency')}>
          {(aria) => (
            <select {...aria} name="currency">
              {CURRENCIES.map((code) => (
                <option key={code}>{code}</option>
              ))}
            </select>
          )}
        </Field>
        <Field label={t('upload.encoding')}>
          {(aria) => (
            <select {...aria} name="encoding">
              <option value="">{t('upload.encoding.auto')}</option>
              {ENCODINGS.map((name) => (
                <option key={name}>{name}</option>
              ))}
            </select>
          )}
        </Field>
        <label class="choice">
          <input type="checkbox" name="atomic" /> <span>{t('upload.atomic')}</span>
        </label>
      </div>
      <p class="actions">
        <button type="submit" class="primary">
          {t('upload.check')}
        </button>
        <span class="quiet">{t('upload.check.hint')}</span>
      </p>
    </form>
  );
}
