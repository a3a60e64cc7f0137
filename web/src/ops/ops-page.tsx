import type { JSX } from 'preact';
import { t, time } from '../i18n/index.ts';
import { connected } from '../api/connection.ts';
import { may } from '../session/session.ts';
import { useTitle } from '../ui/title.ts';
import { answered, useLoad } from '../ui/use-load.ts';
import { CacheActions } from './cache-actions.tsx';
import { CacheStatistics } from './cache-statistics.tsx';
import { readHealth } from './health.ts';
import { Parts } from './parts.tsx';
import { Popular } from './popular.tsx';
import { Failure } from '../ui/failure.tsx';

const REFRESH_MS = 5_000;

/** What runs and how well; loads itself again, says when the server is lost, and recovers. */
export function OpsPage(): JSX.Element {
  const health = useLoad('health', readHealth, REFRESH_MS);
  useTitle(t('nav.ops'));
  return (
    <>
      <div class="item-head">
        <h1>{t('ops.title')}</h1>
        <p class="quiet">{connected.value ? t('ops.updated', { time: time(new Date()) }) : t('ops.stale')}</p>
      </div>
      {health.state === 'failed' && connected.value && <Failure error={health.error} again={health.reload} />}
      {health.value && <Parts report={health.value} />}
      {/* From the top down: what comes later must not push away what is being read. */}
      {answered(health) && may('admin') && (
        <CacheStatistics everyMs={REFRESH_MS}>
          <CacheActions />
          <Popular />
        </CacheStatistics>
      )}
    </>
  );
}
