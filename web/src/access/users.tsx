import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { write } from '../api/client.ts';
import { readAll } from '../api/pages.ts';
import type { Role, User } from '../api/types.ts';
import { dateTime, t } from '../i18n/index.ts';
import { Confirm, Dialog } from '../ui/dialog.tsx';
import { Failure, fieldError } from '../ui/failure.tsx';
import { Field } from '../ui/field.tsx';
import { useLoad } from '../ui/use-load.ts';

export const ROLES: readonly Role[] = ['viewer', 'editor', 'admin'];
const MAX_USERS = 1_000;
const MIN_PASSWORD = 10;

export function Users(): JSX.Element {
  const users = useLoad('users', (signal) => readAll<User>('/users', MAX_USERS, signal));
  const [error, setError] = useState<unknown>(null);
  const [adding, setAdding] = useState(false);
  const [doomed, setDoomed] = useState<User | null>(null);
  const act = (work: Promise<unknown>): void => {
    setError(null);
    work.catch(setError).finally(users.reload);
  };
  return (
    <section aria-labelledby="users">
      <h2 id="users">{t('access.users')}</h2>
      <p class="actions">
        <button type="button" class="primary" onClick={() => setAdding(true)}>
          {t('access.addUser')}
        </button>
      </p>
      {users.state === 'failed' && <Failure error={users.error} again={users.reload} />}
      {error ? <Failure error={error} /> : null}
      <div class="scroll" tabIndex={0} role="group" aria-labelledby="users">
        <table>
          <thead>
            <tr>
              <th scope="col">{t('session.username')}</th>
              <th scope="col">{t('access.role')}</th>
              <th scope="col">{t('access.lastLogin')}</th>
              <th scope="col">{t('action.actions')}</th>
            </tr>
          </thead>
          <tbody>
            {users.value?.map((user) => (
              <tr key={user.id}>
                <th scope="row">
                  {user.username} {user.disabled && <span class="badge">{t('access.disabled')}</span>}
                </th>
                <td>
                  <select
                    aria-label={`${t('access.role')}: ${user.username}`}
                    value={user.role}
                    onChange={(event) =>
                      act(write('PATCH', `/users/${user.id}`, { role: event.currentTarget.value }))
                    }
                  >
                    {ROLES.map((role) => (
                      <option key={role} value={role}>
                        {t(`role.${role}`)}
                      </option>
                    ))}
                  </select>
                </td>
                <td>{user.lastLoginAt ? dateTime(user.lastLoginAt) : '–'}</td>
                <td>
                  <span class="row-actions">
                    <button
                      type="button"
                      class="link"
                      aria-label={`${t(user.disabled ? 'access.enable' : 'access.disable')}: ${user.username}`}
                      onClick={() => act(write('PATCH', `/users/${user.id}`, { disabled: !user.disabled }))}
                    >
                      {t(user.disabled ? 'access.enable' : 'access.disable')}
                    </button>
                    <button
                      type="button"
                      class="link"
                      aria-label={`${t('action.delete')}: ${user.username}`}
                      onClick={() => setDoomed(user)}
                    >
                      {t('action.delete')}
                    </button>
                  </span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {adding && (
        <NewUser
          onSaved={() => {
            setAdding(false);
            users.reload();
          }}
          onClose={() => setAdding(false)}
        />
      )}
      {doomed && (
        <Confirm
          title={t('action.delete')}
          text={t('access.deleteUser.sure', { name: doomed.username })}
          action={t('action.delete')}
          onYes={() => act(write('DELETE', `/users/${doomed.id}`))}
          onClose={() => setDoomed(null)}
        />
      )}
    </section>
  );
}

function NewUser({ onSaved, onClose }: { onSaved: () => void; onClose: () => void }): JSX.Element {
  const [error, setError] = useState<unknown>(null);
  const save = (event: SubmitEvent): void => {
    event.preventDefault();
    setError(null);
    const form = new FormData(event.currentTarget as HTMLFormElement);
    write('POST', '/users', Object.fromEntries(form)).then(onSaved).catch(setError);
  };
  return (
    <Dialog title={t('access.addUser')} onClose={onClose}>
      <form onSubmit={save}>
        <Field label={t('session.username')} error={fieldError(error, 'username')}>
          {(aria) => (
            <input
              {...aria}
              name="username"
              required
              maxLength={100}
              autocomplete="off"
              autocapitalize="none"
            />
          )}
        </Field>
        <Field
          label={t('session.password')}
          hint={t('access.password.hint', { n: MIN_PASSWORD })}
          error={fieldError(error, 'password')}
        >
          {(aria) => (
            <input
              {...aria}
              name="password"
              type="password"
              required
              minLength={MIN_PASSWORD}
              maxLength={200}
              autocomplete="new-password"
            />
          )}
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
