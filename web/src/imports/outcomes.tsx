import type { JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import { request } from '../api/client.ts';
import type { ImportJob, RowStatus } from '../api/types.ts';
import { number, t } from '../i18n/index.ts';
import { Failure } from '../ui/failure.tsx';
import { download } from '../ui/download.ts';
import { PriceJumps, RowTable } from './row-table.tsx';

type View = Exclude<RowStatus, 'unchanged'> | 'jumps';

/** What became of the rows, kind by kind. */
export function Outcomes({ job }: { job: ImportJob }): JSX.Element | null {
  const counts: Record<View, number> = {
    rejected: job.rejected,
    warning: job.warnings,
    updated: job.updated,
    jumps: job.updated,
    created: job.created,
    vanished: job.vanished,
  };
  const views = (Object.keys(counts) as View[]).filter((view) => counts[view] > 0);
  const [chosen, setChosen] = useState<View | null>(null);
  const [error, setError] = useState<unknown>(null);
  const id = useId();
  const view = chosen ?? views[0];
  if (!view || !views.includes(view)) return null;
  const save = (status: RowStatus): void => {
    setError(null);
    request(`/imports/${job.id}/rows?status=${status}`, { headers: { accept: 'text/csv' } })
      .then((response) => response.blob())
      .then((blob) => download(blob, `${job.fileName.replace(/\.[^.]*$/, '')}-${status}.csv`))
      .catch(setError);
  };
  return (
    <section class="outcomes" aria-label={t('outcomes.title')}>
      <h3>{t('outcomes.title')}</h3>
      <div class="tabs" role="tablist" aria-label={t('outcomes.title')}>
        {views.map((name, index) => (
          <button
            key={name}
            type="button"
            role="tab"
            id={`${id}-${name}`}
            aria-selected={name === view}
            aria-controls={`${id}-panel`}
            tabIndex={name === view ? 0 : -1}
            onClick={() => setChosen(name)}
            onKeyDown={(event) => {
              const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
              if (!step) return;
              const next = views[(index + step + views.length) % views.length] ?? name;
              setChosen(next);
              document.getElementById(`${id}-${next}`)?.focus();
            }}
          >
            {t(`outcomes.${name}`)}
            {name !== 'jumps' && <small>{number(counts[name])}</small>}
          </button>
        ))}
      </div>
      <div id={`${id}-panel`} role="tabpanel" aria-labelledby={`${id}-${view}`}>
        {view === 'jumps' ? (
          <PriceJumps key={job.id} importId={job.id} />
        ) : (
          <RowTable
            key={job.id + view}
            importId={job.id}
            status={view}
            total={counts[view]}
            dryRun={job.dryRun}
          />
        )}
        {error ? <Failure error={error} /> : null}
        {(view === 'rejected' || view === 'warning') && (
          <p class="actions">
            <button type="button" onClick={() => save(view)}>
              {t('outcomes.download')}
            </button>
          </p>
        )}
      </div>
    </section>
  );
}
