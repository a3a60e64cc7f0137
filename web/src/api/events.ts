import { request } from './client.ts';

/**
 * Server-sent events (WHATWG HTML, 9.2) read with fetch, because `EventSource` cannot carry an access token.
 *
 * @returns when the stream has ended or was aborted.
 * @throws ApiError as every request.
 */
export async function readEvents(
  path: string,
  signal: AbortSignal,
  onData: (data: string) => void,
): Promise<void> {
  const { body } = await request(path, { signal, headers: { accept: 'text/event-stream' } });
  if (!body) return;
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const events = (rest + value).split('\n\n');
    rest = events.pop() ?? '';
    for (const event of events) {
      const data = event
        .split('\n')
        .filter((line) => line.startsWith('data:'))
        .map((line) => line.slice(5).trimStart());
      if (data.length > 0) onData(data.join('\n'));
    }
  }
}
