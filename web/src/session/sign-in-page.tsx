import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useLocation, useSearch } from 'wouter-preact';
import { t } from '../i18n/index.ts';
import { Failure } from '../ui/failure.tsx';
import { Field } from '../ui/field.tsx';
import { fieldText } from '../ui/form.ts';
import { useTitle } from '../ui/title.ts';
import { signIn } from './session.ts';

/** Only a path of this page is gone back to, never another host. */
function backTo(query: string): string {
  const next = new URLSearchParams(query).get('next') ?? '/';
  return /^\/(?!\/|\\)/.test(next) ? next : '/';
}

export function SignInPage(): JSX.Element {
  const [, navigate] = useLocation();
  const query = useSearch();
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  useTitle(t('session.signIn'));
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    setBusy(true);
    setError(null);
    signIn(fieldText(form, 'username'), fieldText(form, 'password'))
      .then(() => navigate(backTo(query), { replace: true }))
      .catch(setError)
      .finally(() => setBusy(false));
  };
  return (
    <form class="card sign-in" onSubmit={submit}>
      <h1>{t('session.signIn')}</h1>
      <Field label={t('session.username')}>
        {(aria) => (
          <input
            {...aria}
            name="username"
            required
            maxLength={100}
            autocomplete="username"
            autocapitalize="none"
          />
        )}
      </Field>
      <Field label={t('session.password')}>
        {(aria) => (
          <input
            {...aria}
            name="password"
            type="password"
            required
            maxLength={200}
            autocomplete="current-password"
          />
        )}
      </Field>
      {error ? <Failure error={error} /> : null}
      <button type="submit" class="primary" disabled={busy}>
        {t('session.signIn')}
      </button>
    </form>
  );
}
