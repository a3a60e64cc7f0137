import type { JSX } from 'preact';
import { t } from '../i18n/index.ts';
import { useTitle } from '../ui/title.ts';
import { ApiKeys } from './api-keys.tsx';
import { Users } from './users.tsx';

/** Users and API keys, for admins. */
export function AccessPage(): JSX.Element {
  useTitle(t('nav.access'));
  return (
    <>
      <h1>{t('nav.access')}</h1>
      <Users />
      <ApiKeys />
    </>
  );
}
