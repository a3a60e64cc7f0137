/** What a span says beside its name and times. Never a parameter, a question or a price: only what an operator may see. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

/** `client`: another program is asked; `internal`: work of our own. */
export type SpanKind = 'client' | 'internal';

/** Whoever records spans. */
export interface SpanRecorder {
  record<T>(name: string, kind: SpanKind, attributes: SpanAttributes, work: () => Promise<T>): Promise<T>;
}

let recorder: SpanRecorder | null = null;

/** From now on spans are recorded by `next`; null: by nobody. */
export function recordSpansBy(next: SpanRecorder | null): void {
  recorder = next;
}

/** Does some work as a part of the trace of whoever asked for it. Where nobody records it costs one comparison. */
export function inSpan<T>(
  name: string,
  kind: SpanKind,
  attributes: SpanAttributes,
  work: () => Promise<T>,
): Promise<T> {
  return recorder === null ? work() : recorder.record(name, kind, attributes, work);
}
