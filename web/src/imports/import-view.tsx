import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { write } from '../api/client.ts';
import type { ImportJob } from '../api/types.ts';
import { number, t, tx } from '../i18n/index.ts';
import { may } from '../session/session.ts';
import { Confirm } from '../ui/dialog.tsx';
import { Failure } from '../ui/failure.tsx';
import { Columns } from './columns.tsx';
import { Outcomes } from './outcomes.tsx';
import { Progress } from './progress.tsx';
import { carryOut, check, type Upload } from './uploads.ts';
import { isRunning, useImport } from './use-import.ts';

interface Properties {
  id: string;
  /** The file, when it is of this visit: it can be sent again. */
  upload?: Upload;
  onChanged: () => void;
  onClose: () => void;
}

/** One import, whatever its state: what it is doing, what it found, what can be done now. */
export function ImportView({ id, upload, onChanged, onClose }: Properties): JSX.Element {
  const { job, error, reload } = useImport(id, onChanged);
  const [failure, setFailure] = useState<unknown>(null);
  const [undoing, setUndoing] = useState(false);
  const [undone, setUndone] = useState(false);
  const act = (work: Promise<unknown>, then: () => void): void => {
    setFailure(null);
    work.then(then).catch(setFailure);
  };
  if (!job) return error ? <Failure error={error} again={reload} /> : <p class="waiting" aria-busy="true" />;
  const running = isRunning(job);
  const checked = job.dryRun && job.status === 'completed';
  const undo = (): void =>
    act(write('DELETE', `/price-lists/${job.priceListId}`), () => {
      setUndone(true);
      reload();
      onChanged();
    });
  return (
    <section class="card import" aria-labelledby={`import-${id}`} data-status={job.status}>
      <div class="import-head">
        <h2 id={`import-${id}`}>
          {job.fileName} <small>{job.supplier.name}</small>
        </h2>
        <Status job={job} />
      </div>
      {error ? <Failure error={error} again={reload} /> : null}
      {running && <Progress job={job} />}
      {checked && <p class="notice">{t('imports.dry')}</p>}
      {undone && (
        <p class="notice" role="status">
          {t('imports.undone')}
        </p>
      )}
      {job.error && (
        <p class="failure" role="alert">
          {tx(`import.error.${job.error.code}`, job.error.message)}
        </p>
      )}
      {!running && <Counts job={job} />}
      {failure ? <Failure error={failure} /> : null}
      {upload?.error ? <Failure error={upload.error} /> : null}
      <p class="actions">
        {upload && checked && may('editor') && (
          <button type="button" class="primary" disabled={upload.busy} onClick={() => void carryOut(upload)}>
            {t('imports.import')}
          </button>
        )}
        {running && may('editor') && (
          <button type="button" onClick={() => act(write('DELETE', `/imports/${id}`), reload)}>
            {t('imports.cancel')}
          </button>
        )}
        {!job.dryRun && job.status === 'completed' && job.priceListId && !undone && may('editor') && (
          <button type="button" onClick={() => setUndoing(true)}>
            {t('imports.undo')}
          </button>
        )}
        {!running && (
          <button type="button" onClick={onClose}>
            {t('action.close')}
          </button>
        )}
      </p>
      {!running && (
        <Columns
          key={id}
          format={job.format}
          {...(upload && job.dryRun ? { onChange: (mapping) => void check(upload, mapping) } : {})}
        />
      )}
      {!running && <Outcomes job={job} />}
      {undoing && (
        <Confirm
          title={t('imports.undo')}
          text={t('imports.undo.sure', { file: job.fileName, supplier: job.supplier.name })}
          action={t('imports.undo')}
          onYes={undo}
          onClose={() => setUndoing(false)}
        />
      )}
    </section>
  );
}

export function Status({ job }: { job: ImportJob }): JSX.Element {
  const name = job.dryRun && job.status === 'completed' ? 'checked' : job.status;
  return <span class={`badge ${name}`}>{t(`imports.status.${name}`)}</span>;
}

const COUNTS = ['created', 'updated', 'unchanged', 'vanished', 'rejected', 'warnings'] as const;

function Counts({ job }: { job: ImportJob }): JSX.Element {
  return (
    <dl class="counts">
      <div>
        <dt>{t('imports.rows')}</dt>
        <dd>{number(job.progress.rowsRead)}</dd>
      </div>
      {COUNTS.map((name) => (
        <div key={name} class={job[name] > 0 ? name : ''}>
          <dt>{t(`imports.${name}`)}</dt>
          <dd>{number(job[name])}</dd>
        </div>
      ))}
    </dl>
  );
}
