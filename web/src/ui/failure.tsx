import type { JSX } from 'preact';
import { ApiError } from '../api/client.ts';
import { t } from '../i18n/index.ts';

/** A failure in words near its place, with what to do. */
export function Failure({ error, again }: { error: unknown; again?: () => void }): JSX.Element {
  const problem = error instanceof ApiError ? error.problem : null;
  return (
    <div class="failure" role="alert">
      <p>{problem?.code === 'offline' || !problem ? t('error.offline') : problem.detail}</p>
      {problem?.errors?.map((field) => (
        <p key={field.path}>
          <code>{field.path}</code> {field.message}
        </p>
      ))}
      {problem?.requestId && <p class="quiet">{t('error.id', { id: problem.requestId })}</p>}
      {again && (
        <button type="button" onClick={again}>
          {t('error.again')}
        </button>
      )}
    </div>
  );
}
