import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { call } from '../api/client.ts';
import type { ImportJob, ImportRow, Page } from '../api/types.ts';
import { dateTime, number, t } from '../i18n/index.ts';
import { Failure } from '../ui/failure.tsx';
import { useLoad } from '../ui/use-load.ts';
import { useImport } from './use-import.ts';

/** Upload with a check first, live progress, the rows that were not taken, and earlier imports. */
export function ImportsPage(): JSX.Element {
  const [id, setId] = useState<string | null>(null);
  const history = useLoad(
    'history',
    async (signal) => (await call<Page<ImportJob>>('/imports', { signal })).body.items,
  );
  return (
    <>
      <h1>{t('imports.title')}</h1>
      <Upload
        onStarted={(started) => {
          setId(started);
          history.reload();
        }}
      />
      {id && <Progress key={id} id={id} onFinished={history.reload} />}
      <section>
        <h2>{t('imports.history')}</h2>
        {history.state === 'failed' && <Failure error={history.error} again={history.reload} />}
        {history.state === 'ready' && history.value.length === 0 && <p class="quiet">{t('imports.none')}</p>}
        <ul class="rows">
          {history.value?.map((job) => (
            <li key={job.id}>
              <button type="button" class="link" onClick={() => setId(job.id)}>
                {job.fileName}
              </button>{' '}
              <span class={`badge ${job.status}`}>{t(`imports.status.${job.status}`)}</span>{' '}
              <small>{job.startedAt ? dateTime(job.startedAt) : ''}</small>
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}

function Upload({ onStarted }: { onStarted: (id: string) => void }): JSX.Element {
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement, event.submitter);
    setBusy(true);
    setError(null);
    call<{ id: string }>('/imports', { method: 'POST', body: form })
      .then(({ body }) => onStarted(body.id))
      .catch(setError)
      .finally(() => setBusy(false));
  };
  return (
    <form class="upload" onSubmit={submit}>
      <label>
        {t('imports.supplier')}
        <input name="supplier" required maxLength={200} autocomplete="organization" />
      </label>
      <label>
        {t('imports.file')}
        <input name="file" type="file" required accept=".csv,.tsv,.txt,.xlsx,.gz" />
      </label>
      <p class="actions">
        <button type="submit" name="dryRun" value="true" disabled={busy}>
          {t('imports.check')}
        </button>
        <button type="submit" disabled={busy}>
          {t('imports.import')}
        </button>
      </p>
      {error ? <Failure error={error} /> : null}
    </form>
  );
}

const COUNTS = ['created', 'updated', 'unchanged', 'rejected', 'warnings'] as const;

function Progress({ id, onFinished }: { id: string; onFinished: () => void }): JSX.Element | null {
  const { job, error } = useImport(id, onFinished);
  if (error) return <Failure error={error} />;
  if (!job) return null;
  const running = job.status === 'queued' || job.status === 'running';
  const message = typeof job.error === 'string' ? job.error : job.error?.message;
  return (
    <section class="progress" aria-live="polite">
      <h2>
        {job.fileName} <span class={`badge ${job.status}`}>{t(`imports.status.${job.status}`)}</span>
      </h2>
      {running && <progress max={job.progress.bytesTotal || 1} value={job.progress.bytesRead} />}
      <p>{t('imports.rows', { n: number(job.progress.rowsRead) })}</p>
      <ul class="counts">
        {COUNTS.map((name) => (
          <li key={name}>
            <strong>{number(job[name])}</strong> {t(`imports.${name}`)}
          </li>
        ))}
      </ul>
      {message && (
        <p class="failure" role="alert">
          {message}
        </p>
      )}
      {running && (
        <button type="button" onClick={() => void call(`/imports/${id}`, { method: 'DELETE' })}>
          {t('imports.cancel')}
        </button>
      )}
      {job.format?.mapping && (
        <>
          <h3>{t('imports.columns')}</h3>
          <dl>
            {Object.entries(job.format.mapping).map(([field, column]) => (
              <div key={field}>
                <dt>{field}</dt>
                <dd>{String(column)}</dd>
              </div>
            ))}
          </dl>
        </>
      )}
      {!running && job.rejected > 0 && <Rejected id={id} />}
    </section>
  );
}

function Rejected({ id }: { id: string }): JSX.Element {
  const path = `/imports/${id}/rows?status=rejected&limit=100`;
  const rows = useLoad(path, async (signal) => (await call<Page<ImportRow>>(path, { signal })).body.items);
  const download = (): void => {
    fetch(`/api/v1/imports/${id}/rows?status=rejected`, { headers: { accept: 'text/csv' } })
      .then((response) => response.blob())
      .then((blob) => {
        const link = document.createElement('a');
        link.href = URL.createObjectURL(blob);
        link.download = `rejected-${id}.csv`;
        link.click();
        URL.revokeObjectURL(link.href);
      })
      .catch(() => rows.reload());
  };
  return (
    <>
      <h3>{t('imports.rejectedRows')}</h3>
      {rows.state === 'failed' && <Failure error={rows.error} again={rows.reload} />}
      <div class="scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">{t('imports.row')}</th>
              <th scope="col">{t('imports.column')}</th>
              <th scope="col">{t('imports.reason')}</th>
              <th scope="col">{t('imports.value')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.value?.map((row, index) => (
              <tr key={index}>
                <th scope="row">{row.row}</th>
                <td>{row.column}</td>
                <td>{row.message}</td>
                <td>{row.value}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <button type="button" onClick={download}>
        {t('imports.download')}
      </button>
    </>
  );
}
