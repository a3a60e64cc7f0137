import type { JSX } from 'preact';
import type { ImportJob } from '../api/types.ts';
import { bytes, duration, number, percent, t, tn } from '../i18n/index.ts';
import { usePace } from './rate.ts';

/** How far an import is, how fast it goes and how long it will still take. */
export function Progress({ job }: { job: ImportJob }): JSX.Element {
  const pace = usePace(job);
  const { bytesRead, bytesTotal, rowsRead } = job.progress;
  const share = bytesTotal > 0 ? Math.min(1, bytesRead / bytesTotal) : 0;
  return (
    <div class="progress">
      <progress max={1} value={share} aria-label={t('imports.progress')} />
      <p>
        <strong>{percent(share)}</strong> · {tn('imports.rowsRead', rowsRead)} ·{' '}
        {t('imports.bytes', { read: bytes(bytesRead), total: bytes(bytesTotal) })}
        {pace && <> · {t('imports.rate', { n: number(Math.round(pace.rowsPerSecond)) })}</>}
        {pace?.secondsLeft != null && (
          <> · {t('imports.left', { time: duration(Math.ceil(pace.secondsLeft)) })}</>
        )}
      </p>
    </div>
  );
}
