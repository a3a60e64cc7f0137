import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { write } from '../api/client.ts';
import type { Synonym } from '../api/types.ts';
import { t } from '../i18n/index.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Failure, fieldError } from '../ui/failure.tsx';
import { Field } from '../ui/field.tsx';
import { fieldList } from '../ui/form.ts';

interface Properties {
  /** Null for a new one. */
  rule: Synonym | null;
  onSaved: () => void;
  onClose: () => void;
}

export function SynonymForm({ rule, onSaved, onClose }: Properties): JSX.Element {
  const [error, setError] = useState<unknown>(null);
  const save = (event: SubmitEvent): void => {
    event.preventDefault();
    setError(null);
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const body = { terms: fieldList(form, 'terms'), also: fieldList(form, 'also') };
    const saved = rule
      ? write('PATCH', `/synonyms/${encodeURIComponent(rule.id)}`, body)
      : write('POST', '/synonyms', body);
    saved.then(onSaved).catch(setError);
  };
  return (
    <Dialog title={t(rule ? 'synonym.edit' : 'synonym.create')} onClose={onClose}>
      <form onSubmit={save}>
        <Field label={t('synonym.terms')} hint={t('synonym.terms.hint')} error={fieldError(error, 'terms')}>
          {(aria) => (
            <textarea {...aria} name="terms" required rows={3} defaultValue={rule?.terms.join(', ') ?? ''} />
          )}
        </Field>
        <Field label={t('synonym.also')} hint={t('synonym.also.hint')} error={fieldError(error, 'also')}>
          {(aria) => <textarea {...aria} name="also" rows={2} defaultValue={rule?.also.join(', ') ?? ''} />}
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
