import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Link } from 'wouter-preact';
import { readAll } from '../api/pages.ts';
import type { ImportJob } from '../api/types.ts';
import { dateTime, number, t } from '../i18n/index.ts';
import { Failure } from '../ui/failure.tsx';
import { useLoad } from '../ui/use-load.ts';
import { Status } from './import-view.tsx';
import { isRunning } from './use-import.ts';

const STEP = 20;
const REFRESH_MS = 10_000;

/** Earlier imports, the newest first. */
export function History({ turn }: { turn: number }): JSX.Element {
  const [count, setCount] = useState(STEP);
  const history = useLoad(
    `${count}:${turn}`,
    async (signal) => {
      const jobs = await readAll<ImportJob>('/imports', count + 1, signal);
      return { jobs: jobs.slice(0, count), more: jobs.length > count };
    },
    REFRESH_MS,
  );
  const [kept, setKept] = useState(history.value);
  if (history.value && history.value !== kept) setKept(history.value);
  const shown = history.value ?? kept;
  return (
    <section aria-labelledby="history">
      <h2 id="history">{t('imports.history')}</h2>
      {history.state === 'failed' && <Failure error={history.error} again={history.reload} />}
      {shown?.jobs.length === 0 && <p class="quiet">{t('imports.none')}</p>}
      {shown && shown.jobs.length > 0 && (
        <div class="scroll" tabIndex={0} role="group" aria-labelledby="history">
          <table class="history">
            <thead>
              <tr>
                <th scope="col">{t('history.file')}</th>
                <th scope="col">{t('history.state')}</th>
                <th scope="col">{t('history.when')}</th>
                {(['created', 'updated', 'vanished', 'rejected'] as const).map((name) => (
                  <th key={name} scope="col" class="n">
                    {t(`imports.${name}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {shown.jobs.map((job) => (
                <tr key={job.id}>
                  <th scope="row">
                    <Link href={`/imports?id=${job.id}`}>{job.fileName}</Link>
                    <small>{job.supplier.name}</small>
                  </th>
                  <td>
                    <Status job={job} />
                  </td>
                  <td>{job.startedAt ? dateTime(job.startedAt) : t('imports.status.queued')}</td>
                  {(['created', 'updated', 'vanished', 'rejected'] as const).map((name) => (
                    <td key={name} class="n">
                      {isRunning(job) ? '…' : number(job[name])}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {shown?.more && (
        <button type="button" onClick={() => setCount(count + STEP)}>
          {t('search.more')}
        </button>
      )}
    </section>
  );
}
