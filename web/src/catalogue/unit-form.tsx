import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { write } from '../api/client.ts';
import type { Unit } from '../api/types.ts';
import { t } from '../i18n/index.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Failure, fieldError } from '../ui/failure.tsx';
import { Field } from '../ui/field.tsx';
import { fieldList, fieldText } from '../ui/form.ts';

const DIMENSIONS = [
  'count',
  'length',
  'area',
  'volume',
  'mass',
  'package',
  'time',
  'energy',
  'power',
  'other',
] as const;

interface Properties {
  /** Null for a new one. */
  unit: Unit | null;
  onSaved: () => void;
  onClose: () => void;
}

export function UnitForm({ unit, onSaved, onClose }: Properties): JSX.Element {
  const [error, setError] = useState<unknown>(null);
  const save = (event: SubmitEvent): void => {
    event.preventDefault();
    setError(null);
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const text = (name: string): string => fieldText(form, name).trim();
    const body = {
      name: text('name'),
      aliases: fieldList(form, 'aliases'),
      okei: text('okei') || null,
      dimension: text('dimension'),
      factorToBase: Number(text('factorToBase').replace(',', '.')),
    };
    const saved = unit
      ? write('PATCH', `/units/${encodeURIComponent(unit.code)}`, body)
      : write('POST', '/units', { code: text('code'), ...body });
    saved.then(onSaved).catch(setError);
  };
  return (
    <Dialog title={unit ? t('unit.edit', { code: unit.code }) : t('unit.create')} onClose={onClose}>
      <form onSubmit={save}>
        {!unit && (
          <Field label={t('unit.code')} error={fieldError(error, 'code')}>
            {(aria) => <input {...aria} name="code" required maxLength={20} />}
          </Field>
        )}
        <Field label={t('unit.name')} error={fieldError(error, 'name')}>
          {(aria) => <input {...aria} name="name" required maxLength={100} defaultValue={unit?.name} />}
        </Field>
        <Field label={t('unit.aliases')} hint={t('unit.aliases.hint')} error={fieldError(error, 'aliases')}>
          {(aria) => (
            <textarea {...aria} name="aliases" rows={4} defaultValue={unit?.aliases.join(', ') ?? ''} />
          )}
        </Field>
        <Field label={t('unit.dimension')} error={fieldError(error, 'dimension')}>
          {(aria) => (
            <select {...aria} name="dimension" defaultValue={unit?.dimension ?? 'count'}>
              {DIMENSIONS.map((name) => (
                <option key={name} value={name} selected={name === unit?.dimension}>
                  {t(`dimension.${name}`)}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field
          label={t('unit.factor')}
          hint={t('unit.factor.hint')}
          error={fieldError(error, 'factorToBase')}
        >
          {(aria) => (
            <input
              {...aria}
              name="factorToBase"
              required
              inputMode="decimal"
              pattern="[0-9]+([.,][0-9]+)?"
              defaultValue={String(unit?.factorToBase ?? 1)}
            />
          )}
        </Field>
        <Field label={t('unit.okei')} error={fieldError(error, 'okei')}>
          {(aria) => (
            <input
              {...aria}
              name="okei"
              inputMode="numeric"
              pattern="[0-9]{3,4}"
              maxLength={4}
              defaultValue={unit?.okei ?? ''}
            />
          )}
        </Field>
        {error ? <Failure error={error} /> : null}
        <p class="actions">
          <button type="submit" class="primary">
            {t('action.save')}
          </button>
          <button type="button" onClick={onClose}>
            {t('action.cancel')}
          </button>
        </p>
      </form>
    </Dialog>
  );
}
