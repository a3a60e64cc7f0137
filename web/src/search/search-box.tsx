import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { call } from '../api/client.ts';
import type { Suggestion } from '../api/types.ts';
import { t } from '../i18n/index.ts';

const DEBOUNCE_MS = 60;

interface Properties {
  value: string;
  onSearch: (text: string) => void;
  onOpen: (suggestion: Suggestion) => void;
}

/** The query field: suggestions as one types, arrows, Enter, Esc, and `/` from anywhere to come here (ARIA combobox pattern). */
export function SearchBox({ value, onSearch, onOpen }: Properties): JSX.Element {
  const [text, setText] = useState(value);
  const [suggestions, setSuggestions] = useState<Suggestion[]>([]);
  const [active, setActive] = useState(-1);
  const [open, setOpen] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const pending = useRef<AbortController | null>(null);

  useEffect(() => setText(value), [value]);
  useEffect(() => {
    const focus = (event: KeyboardEvent): void => {
      const target = event.target as HTMLElement;
      if (event.key !== '/' || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) return;
      event.preventDefault();
      input.current?.focus();
    };
    document.addEventListener('keydown', focus);
    return () => document.removeEventListener('keydown', focus);
  }, []);

  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const ask = (prefix: string): void => {
    if (timer.current) clearTimeout(timer.current);
    pending.current?.abort();
    if (prefix.trim() === '') {
      setSuggestions([]);
      return;
    }
    timer.current = setTimeout(() => {
      const controller = new AbortController();
      pending.current = controller;
      call<{ suggestions: Suggestion[] }>(
        `/search/suggest?${new URLSearchParams({ q: prefix, limit: '8' }).toString()}`,
        {
          signal: controller.signal,
        },
      )
        .then(({ body }) => {
          if (controller.signal.aborted) return;
          setSuggestions(body.suggestions);
          setActive(-1);
          setOpen(true);
        })
        .catch(() => {
          // Suggestions are a help, not an answer: the search itself says when the server is gone.
          if (!controller.signal.aborted) setSuggestions([]);
        });
    }, DEBOUNCE_MS);
  };

  const close = (): void => {
    if (timer.current) clearTimeout(timer.current);
    pending.current?.abort();
    setOpen(false);
    setActive(-1);
  };
  const choose = (suggestion: Suggestion): void => {
    close();
    setText(suggestion.text);
    onOpen(suggestion);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') close();
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    if (suggestions.length === 0) return;
    event.preventDefault();
    setOpen(true);
    const step = event.key === 'ArrowDown' ? 1 : -1;
    // One place more than there are suggestions: the typed text itself.
    const places = suggestions.length + 1;
    setActive(((active + 1 + step + places) % places) - 1);
  };
  const submit = (event: Event): void => {
    event.preventDefault();
    const chosen = suggestions[active];
    if (open && chosen) choose(chosen);
    else {
      close();
      onSearch(text.trim());
    }
  };
  const shown = open && suggestions.length > 0;

  return (
    <form class="search-box" role="search" onSubmit={submit}>
      <label for="q">{t('search.label')}</label>
      <div class="search-field">
        <input
          id="q"
          ref={input}
          type="search"
          role="combobox"
          aria-expanded={shown}
          aria-controls="suggestions"
          aria-autocomplete="list"
          aria-activedescendant={active >= 0 ? `suggestion-${active}` : undefined}
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          maxLength={500}
          placeholder={t('search.placeholder')}
          value={text}
          onInput={(event) => {
            setText(event.currentTarget.value);
            ask(event.currentTarget.value);
          }}
          onKeyDown={onKeyDown}
          onBlur={close}
        />
        <button type="submit">{t('search.submit')}</button>
        <ul id="suggestions" role="listbox" aria-label={t('search.label')} hidden={!shown}>
          {suggestions.map((suggestion, index) => (
            <li
              key={`${suggestion.kind}:${suggestion.text}`}
              id={`suggestion-${index}`}
              role="option"
              aria-selected={index === active}
              // Before the field loses focus, which would close the list.
              onMouseDown={(event) => {
                event.preventDefault();
                choose(suggestion);
              }}
            >
              <span>{suggestion.text}</span> <small>{t(`suggest.${suggestion.kind}`)}</small>
            </li>
          ))}
        </ul>
      </div>
    </form>
  );
}
