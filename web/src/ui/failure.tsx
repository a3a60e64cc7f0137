import type { JSX } from 'preact';
import { ApiError } from '../api/problem.ts';
import { language, t, tx } from '../i18n/index.ts';

/** A failure in words near its place, with what to do. The server says more than a code, but only in English: both are shown then. */
export function Failure({ error, again }: { error: unknown; again?: () => void }): JSX.Element {
  const problem = error instanceof ApiError ? error.problem : null;
  const text = problem
    ? tx(`error.${problem.code}`, problem.detail)
    : t('error.page', { message: String(error) });
  return (
    <div class="failure" role="alert">
      <p>{text}</p>
      {problem && language.value !== 'en' && (
        <p class="quiet" lang="en">
          {problem.detail}
        </p>
      )}
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

/** What the server says about one field of a form, or nothing. */
export function fieldError(error: unknown, path: string): string | null {
  const errors = error instanceof ApiError ? error.problem.errors : undefined;
  return errors?.find((field) => field.path === path || field.path.startsWith(`${path}.`))?.message ?? null;
}
