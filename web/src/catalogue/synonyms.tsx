import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { write } from '../api/client.ts';
import { readAll } from '../api/pages.ts';
import type { Synonym } from '../api/types.ts';
import { percent, t } from '../i18n/index.ts';
import { may } from '../session/session.ts';
import { Failure } from '../ui/failure.tsx';
import { useLoad } from '../ui/use-load.ts';
import { SynonymForm } from './synonym-form.tsx';

const SHOWN = 100;

/** Words that mean the same, or that find more than themselves: those that ship and those added here. */
export function Synonyms(): JSX.Element {
  const [filter, setFilter] = useState('');
  const [count, setCount] = useState(SHOWN);
  const wanted = filter.trim();
  const rules = useLoad(`${count}:${wanted}`, (signal) =>
    readAll<Synonym>(
      `/synonyms${wanted ? `?${new URLSearchParams({ q: wanted }).toString()}` : ''}`,
      count,
      signal,
    ),
  );
  const [edit, setEdit] = useState<Synonym | 'new' | null>(null);
  const [error, setError] = useState<unknown>(null);
  const act = (work: Promise<unknown>): void => {
    setError(null);
    work.then(rules.reload).catch(setError);
  };
  const path = ({ id }: Synonym): string => `/synonyms/${encodeURIComponent(id)}`;
  return (
    <section aria-label={t('catalogue.synonyms')}>
      <p class="actions">
        <input
          type="search"
          aria-label={t('synonym.filter')}
          placeholder={t('synonym.filter')}
          maxLength={100}
          value={filter}
          onInput={(event) => setFilter(event.currentTarget.value)}
        />
        {may('admin') && (
          <button type="button" class="primary" onClick={() => setEdit('new')}>
            {t('synonym.create')}
          </button>
        )}
      </p>
      {rules.state === 'failed' && <Failure error={rules.error} again={rules.reload} />}
      {error ? <Failure error={error} /> : null}
      {rules.value?.length === 0 && <p class="quiet">{t('synonym.none')}</p>}
      <ul class="rules">
        {rules.value?.map((rule) => (
          <li key={rule.id} class={rule.enabled ? '' : 'off'}>
            <span>
              <strong>{rule.terms.join(' = ')}</strong>
              {rule.also.length > 0 && <> → {rule.also.join(', ')}</>}{' '}
              <small>
                {percent(rule.weight)} · {t(`synonym.${rule.origin}`)}
                {rule.changed && ` · ${t('synonym.changed')}`}
                {!rule.enabled && ` · ${t('synonym.off')}`}
              </small>
            </span>
            {may('admin') && (
              <span class="row-actions">
                <button
                  type="button"
                  class="link"
                  aria-label={`${t('action.edit')}: ${rule.terms[0]}`}
                  onClick={() => setEdit(rule)}
                >
                  {t('action.edit')}
                </button>
                {rule.enabled ? (
                  <button
                    type="button"
                    class="link"
                    aria-label={`${t(rule.origin === 'custom' ? 'action.delete' : 'synonym.disable')}: ${rule.terms[0]}`}
                    onClick={() => act(write('DELETE', path(rule)))}
                  >
                    {t(rule.origin === 'custom' ? 'action.delete' : 'synonym.disable')}
                  </button>
                ) : (
                  <button
                    type="button"
                    class="link"
                    aria-label={`${t('synonym.enable')}: ${rule.terms[0]}`}
                    onClick={() => act(write('PATCH', path(rule), { enabled: true }))}
                  >
                    {t('synonym.enable')}
                  </button>
                )}
              </span>
            )}
          </li>
        ))}
      </ul>
      {rules.value?.length === count && (
        <button type="button" onClick={() => setCount(count + SHOWN)}>
          {t('search.more')}
        </button>
      )}
      {edit && (
        <SynonymForm
          rule={edit === 'new' ? null : edit}
          onSaved={() => {
            setEdit(null);
            rules.reload();
          }}
          onClose={() => setEdit(null)}
        />
      )}
    </section>
  );
}
