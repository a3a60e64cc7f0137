import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { write } from '../api/client.ts';
import { ms, number, t } from '../i18n/index.ts';
import { Confirm } from '../ui/dialog.tsx';
import { Failure } from '../ui/failure.tsx';

const POPULAR = 100;

/** Warm and clear, each with a question first. */
export function CacheActions(): JSX.Element {
  const [asking, setAsking] = useState<'warm' | 'clear' | null>(null);
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState('');
  const [error, setError] = useState<unknown>(null);
  const act = (work: Promise<string>): void => {
    setBusy(true);
    setSaid('');
    setError(null);
    work
      .then(setSaid)
      .catch(setError)
      .finally(() => setBusy(false));
  };
  const warm = (): void =>
    act(
      write<{ warmed: number; skipped: number; failed: number; tookMs: number }>('POST', '/cache/warm', {
        popular: POPULAR,
      }).then(({ body }) =>
        t('ops.warmed', {
          warmed: number(body.warmed),
          skipped: number(body.skipped),
          failed: number(body.failed),
          ms: ms(body.tookMs),
        }),
      ),
    );
  const clear = (): void =>
    act(
      write<{ removed: number }>('DELETE', '/cache').then(({ body }) =>
        t('ops.cleared', { n: number(body.removed) }),
      ),
    );
  return (
    <>
      <p class="actions">
        <button type="button" disabled={busy} onClick={() => setAsking('warm')}>
          {t('ops.warm')}
        </button>
        <button type="button" disabled={busy} onClick={() => setAsking('clear')}>
          {t('ops.clear')}
        </button>
        <span role="status" class="quiet">
          {said}
        </span>
      </p>
      {error ? <Failure error={error} /> : null}
      {asking && (
        <Confirm
          title={t(`ops.${asking}`)}
          text={t(`ops.${asking}.sure`, { n: POPULAR })}
          action={t(`ops.${asking}`)}
          onYes={asking === 'warm' ? warm : clear}
          onClose={() => setAsking(null)}
        />
      )}
    </>
  );
}
