import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { write } from '../api/client.ts';
import { readAll } from '../api/pages.ts';
import type { ApiKey } from '../api/types.ts';
import { date, dateTime, t } from '../i18n/index.ts';
import { Confirm, Dialog } from '../ui/dialog.tsx';
import { Failure, fieldError } from '../ui/failure.tsx';
import { Field } from '../ui/field.tsx';
import { fieldText } from '../ui/form.ts';
import { useLoad } from '../ui/use-load.ts';
import { ROLES } from './users.tsx';

const MAX_KEYS = 1_000;

export function ApiKeys(): JSX.Element {
  const keys = useLoad('keys', (signal) => readAll<ApiKey>('/api-keys', MAX_KEYS, signal));
  const [error, setError] = useState<unknown>(null);
  const [adding, setAdding] = useState(false);
  const [doomed, setDoomed] = useState<ApiKey | null>(null);
  return (
    <section aria-labelledby="keys">
      <h2 id="keys">{t('access.keys')}</h2>
      <p class="actions">
        <button type="button" class="primary" onClick={() => setAdding(true)}>
          {t('access.addKey')}
        </button>
      </p>
      {keys.state === 'failed' && <Failure error={keys.error} again={keys.reload} />}
      {error ? <Failure error={error} /> : null}
      {keys.value?.length === 0 && <p class="quiet">{t('access.noKeys')}</p>}
      {keys.value && keys.value.length > 0 && (
        <div class="scroll" tabIndex={0} role="group" aria-labelledby="keys">
          <table>
            <thead>
              <tr>
                <th scope="col">{t('access.keyName')}</th>
                <th scope="col">{t('access.role')}</th>
                <th scope="col">{t('access.expires')}</th>
                <th scope="col">{t('access.lastUsed')}</th>
                <th scope="col">{t('action.actions')}</th>
              </tr>
            </thead>
            <tbody>
              {keys.value.map((key) => (
                <tr key={key.id}>
                  <th scope="row">
                    {key.name}
                    <small>{key.prefix}…</small>
                  </th>
                  <td>{t(`role.${key.role}`)}</td>
                  <td>{key.expiresAt ? date(key.expiresAt) : t('access.never')}</td>
                  <td>{key.lastUsedAt ? dateTime(key.lastUsedAt) : '–'}</td>
                  <td>
                    <button
                      type="button"
                      class="link"
                      aria-label={`${t('action.delete')}: ${key.name}`}
                      onClick={() => setDoomed(key)}
                    >
                      {t('action.delete')}
                    </button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {adding && (
        <NewKey
          onClose={() => {
            setAdding(false);
            keys.reload();
          }}
        />
      )}
      {doomed && (
        <Confirm
          title={t('action.delete')}
          text={t('access.deleteKey.sure', { name: doomed.name })}
          action={t('action.delete')}
          onYes={() => {
            setError(null);
            write('DELETE', `/api-keys/${doomed.id}`).catch(setError).finally(keys.reload);
          }}
          onClose={() => setDoomed(null)}
        />
      )}
    </section>
  );
}

/** Makes a key and shows it once: the server does not keep it. */
function NewKey({ onClose }: { onClose: () => void }): JSX.Element {
  const [error, setError] = useState<unknown>(null);
  const [made, setMade] = useState<string | null>(null);
  const save = (event: SubmitEvent): void => {
    event.preventDefault();
    setError(null);
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const expires = fieldText(form, 'expires');
    const body = {
      name: fieldText(form, 'name'),
      role: fieldText(form, 'role'),
      expiresAt: expires ? new Date(`${expires}T23:59:59`).toISOString() : null,
    };
    write<{ key: string }>('POST', '/api-keys', body)
      .then(({ body: answer }) => setMade(answer.key))
      .catch(setError);
  };
  return (
    <Dialog title={t('access.addKey')} onClose={onClose}>
      {made ? (
        <>
          <p>{t('access.key.once')}</p>
          <Field label={t('access.key')}>
            {(aria) => (
              <input {...aria} readOnly value={made} onFocus={(event) => event.currentTarget.select()} />
            )}
          </Field>
          <p class="actions">
            <button type="button" class="primary" onClick={onClose}>
              {t('action.close')}
            </button>
          </p>
        </>
      ) : (
        <form onSubmit={save}>
          <Field label={t('access.keyName')} error={fieldError(error, 'name')}>
            {(aria) => <input {...aria} name="name" required maxLength={100} autocomplete="off" />}
          </Field>
          <Field label={t('access.role')}>
            {(aria) => (
              <select {...aria} name="role">
                {ROLES.map((role) => (
                  <option key={role} value={role}>
                    {t(`role.${role}`)}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <Field
            label={t('access.expires')}
            hint={t('access.expires.hint')}
            error={fieldError(error, 'expiresAt')}
          >
            {(aria) => <input {...aria} name="expires" type="date" />}
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
      )}
    </Dialog>
  );
}
