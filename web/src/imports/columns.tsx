import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { ImportJob } from '../api/types.ts';
import { t } from '../i18n/index.ts';

const FIELDS = [
  'name',
  'sku',
  'unit',
  'price',
  'currency',
  'category',
  'subcategory',
  'brand',
  'description',
  'stock',
  'packQuantity',
  'gtin',
  'vat',
  'priceDate',
] as const;
type Field = (typeof FIELDS)[number];

interface Properties {
  format: ImportJob['format'];
  /** Absent where nothing can be changed any more. */
  onChange?: (mapping: Record<string, string>) => void;
}

/** What each column was taken for, with the first rows as they were read; a wrong guess is put right by choosing. */
export function Columns({ format, onChange }: Properties): JSX.Element | null {
  const { headers, sample = [], mapping: found = {} } = format;
  const [mapping, setMapping] = useState<Record<string, string>>(found);
  if (!headers || headers.length === 0) return null;
  const fieldOf = (header: string): Field | '' =>
    (header !== '' && FIELDS.find((field) => mapping[field] === header)) || '';
  const choose = (header: string, field: string): void => {
    // A field that loses its column has none: left out, it would be guessed again.
    const next = Object.fromEntries(
      Object.entries(mapping).map(([name, column]) => [name, column === header ? '' : column]),
    );
    if (field !== '') next[field] = header;
    setMapping(next);
  };
  const changed = JSON.stringify(sorted(mapping)) !== JSON.stringify(sorted(found));
  return (
    <section class="columns" aria-label={t('columns.title')}>
      <h3>{t('columns.title')}</h3>
      <p class="quiet">{describe(format)}</p>
      <div class="scroll" tabIndex={0} role="group" aria-label={t('columns.title')}>
        <table>
          <thead>
            <tr>
              {headers.map((header, column) => (
                <th key={column} scope="col">
                  <span>{header || t('columns.unnamed', { n: column + 1 })}</span>
                  {onChange && header ? (
                    <select
                      aria-label={t('columns.meaning', { column: header })}
                      value={fieldOf(header)}
                      onChange={(event) => choose(header, event.currentTarget.value)}
                    >
                      <option value="">{t('columns.attribute')}</option>
                      {FIELDS.map((field) => (
                        <option key={field} value={field}>
                          {t(`field.${field}`)}
                        </option>
                      ))}
                    </select>
                  ) : (
                    <small>
                      {fieldOf(header) ? t(`field.${fieldOf(header) as Field}`) : t('columns.attribute')}
                    </small>
                  )}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {sample.map((row, index) => (
              <tr key={index}>
                {headers.map((_, column) => (
                  <td key={column}>{row[column] ?? ''}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {onChange && changed && (
        <p class="actions">
          <button type="button" class="primary" disabled={!mapping['name']} onClick={() => onChange(mapping)}>
            {t('columns.again')}
          </button>
          {!mapping['name'] && <span class="field-error">{t('columns.needName')}</span>}
        </p>
      )}
    </section>
  );
}

function sorted(mapping: Record<string, string>): [string, string][] {
  return Object.entries(mapping).sort(([a], [b]) => (a < b ? -1 : 1));
}

function describe({ encoding, delimiter, sheet, headerRow }: ImportJob['format']): string {
  return [
    sheet ? t('columns.sheet', { name: sheet }) : '',
    encoding ?? '',
    delimiter ? t('columns.delimiter', { sign: delimiter === '\t' ? t('columns.tab') : delimiter }) : '',
    headerRow ? t('columns.headerRow', { n: headerRow }) : '',
  ]
    .filter(Boolean)
    .join(' · ');
}
