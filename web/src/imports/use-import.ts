import { useEffect, useState } from 'preact/hooks';
import { call } from '../api/client.ts';
import { readEvents } from '../api/events.ts';
import { statusOf } from '../api/problem.ts';
import type { ImportJob, ImportStatus } from '../api/types.ts';

const DONE: readonly ImportStatus[] = ['completed', 'failed', 'cancelled'];
const RETRY_MS = 1_500;

export function isRunning(job: ImportJob): boolean {
  return !DONE.includes(job.status);
}

/** Follows one import by server-sent events until it ends; a stream that breaks is taken up again. */
export function useImport(
  id: string,
  onFinished: () => void,
): { job: ImportJob | null; error: unknown; reload: () => void } {
  const [job, setJob] = useState<ImportJob | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    let last: ImportJob | null = null;
    const take = (next: ImportJob): void => {
      if (signal.aborted) return;
      last = next;
      setJob(next);
    };
    const follow = async (): Promise<void> => {
      for (;;) {
        try {
          take((await call<ImportJob>(`/imports/${id}`, { signal })).body);
          setError(null);
          if (last && !isRunning(last)) return;
          await readEvents(`/imports/${id}/events`, signal, (data) => take(JSON.parse(data) as ImportJob));
          if (last && !isRunning(last)) {
            onFinished();
            return;
          }
        } catch (thrown) {
          if (signal.aborted) return;
          setError(thrown);
          // What the server refuses it will refuse again; a server that is away comes back.
          const status = statusOf(thrown);
          if (status !== null && status >= 400 && status < 500) return;
        }
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
        if (signal.aborted) return;
      }
    };
    void follow();
    return () => controller.abort();
    // A new import is a new component; onFinished only reloads the history.
  }, [id, turn]);
  return { job, error, reload: () => setTurn((n) => n + 1) };
}
