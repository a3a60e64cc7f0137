import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Link } from 'wouter-preact';
import { t } from '../i18n/index.ts';
import { Failure } from '../ui/failure.tsx';
import { hasUsers, session, signOut } from './session.ts';

/** Who is signed in, and out of it; nothing where this server has no users. */
export function SessionCorner(): JSX.Element | null {
  const [error, setError] = useState<unknown>(null);
  const who = session.value;
  if (!hasUsers.value || who === null || who === 'off') return null;
  if (who === 'denied' || who.kind === 'anonymous') {
    return <Link href="/sign-in">{t('session.signIn')}</Link>;
  }
  return (
    <span class="session">
      <span>
        {who.name} <small>{t(`role.${who.role}`)}</small>
      </span>
      <button type="button" class="link" onClick={() => void signOut().catch(setError)}>
        {t('session.signOut')}
      </button>
      {error ? <Failure error={error} /> : null}
    </span>
  );
}
