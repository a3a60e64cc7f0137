import { useEffect, useRef, useState } from 'preact/hooks';
import { call } from '../api/client.ts';
import type { Suggestion } from '../api/types.ts';

/** Of a burst of keys only the last asks. The first key after a pause asks at once: waiting would only be felt. */
const DEBOUNCE_MS = 40;
/** Longest text the endpoint takes. */
const MAX_LENGTH = 100;

/** Suggestions for what is being typed; an answer to an earlier text than the last is dropped. */
export function useSuggestions(onAnswer: () => void): {
  suggestions: Suggestion[];
  ask: (text: string) => void;
  forget: () => void;
} {
  const [suggestions, setSuggestions] = useState<Suggestion[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout>>();
  const pending = useRef<AbortController | null>(null);
  const lastKeyMs = useRef(-Infinity);

  const forget = (): void => {
    clearTimeout(timer.current);
    pending.current?.abort();
  };
  useEffect(() => forget, []);

  const send = (text: string): void => {
    const controller = new AbortController();
    pending.current = controller;
    const parameters = new URLSearchParams({ q: text.slice(0, MAX_LENGTH), limit: '8' });
    call<{ suggestions: Suggestion[] }>(`/search/suggest?${parameters.toString()}`, {
      signal: controller.signal,
    })
      .then(({ body }) => {
        if (controller.signal.aborted) return;
        setSuggestions(body.suggestions);
        onAnswer();
      })
      .catch(() => {
        // Suggestions are a help, not an answer: the search itself says when the server is gone.
        if (!controller.signal.aborted) setSuggestions([]);
      });
  };
  const ask = (text: string): void => {
    forget();
    const now = performance.now();
    const resting = now - lastKeyMs.current > DEBOUNCE_MS * 4;
    lastKeyMs.current = now;
    if (text.trim() === '') {
      setSuggestions([]);
      return;
    }
    if (resting) send(text);
    else timer.current = setTimeout(() => send(text), DEBOUNCE_MS);
  };
  return { suggestions, ask, forget };
}
