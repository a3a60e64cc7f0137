import { useEffect, useState } from 'preact/hooks';
import { call } from '../api/client.ts';
import type { ImportJob } from '../api/types.ts';

const DONE: readonly ImportJob['status'][] = ['completed', 'failed', 'cancelled'];

/** Follows one import by server-sent events until it ends. */
export function useImport(id: string, onFinished: () => void): { job: ImportJob | null; error: unknown } {
  const [job, setJob] = useState<ImportJob | null>(null);
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    let events: EventSource | null = null;
    let left = false;
    const take = (next: ImportJob): void => {
      if (left) return;
      setJob(next);
      if (!DONE.includes(next.status)) return;
      events?.close();
      onFinished();
    };
    call<ImportJob>(`/imports/${id}`)
      .then(({ body }) => {
        if (left) return;
        setJob(body);
        if (DONE.includes(body.status)) return;
        events = new EventSource(`/api/v1/imports/${id}/events`);
        const listen = (event: MessageEvent<string>): void => take(JSON.parse(event.data) as ImportJob);
        events.onmessage = listen;
        for (const name of ['progress', 'import', 'completed', 'failed', 'cancelled'])
          events.addEventListener(name, listen);
      })
      .catch((reason: unknown) => {
        if (!left) setError(reason);
      });
    return () => {
      left = true;
      events?.close();
    };
    // A new import is a new component; onFinished only reloads the history.
  }, [id]);
  return { job, error };
}
