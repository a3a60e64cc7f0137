import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Suggestion } from '../api/types.ts';
import { t, tn } from '../i18n/index.ts';
import { useSuggestions } from './use-suggestions.ts';

interface Properties {
  value: string;
  onSearch: (text: string) => void;
  onOpen: (suggestion: Suggestion) => void;
}

/** The query field: suggestions as one types, arrows, Enter, Esc, and `/` from anywhere to come here (ARIA combobox pattern). */
export function SearchBox({ value, onSearch, onOpen }: Properties): JSX.Element {
  const [text, setText] = useState(value);
  const [active, setActive] = useState(-1);
  const [open, setOpen] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const { suggestions, ask, forget } = useSuggestions(() => {
    setActive(-1);
    setOpen(true);
  });

  useEffect(() => setText(value), [value]);
  useEffect(() => {
    const focus = (event: KeyboardEvent): void => {
      const target = event.target as HTMLElement;
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return;
      if (/^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || document.querySelector('dialog[open]')) return;
      event.preventDefault();
      input.current?.focus();
      input.current?.select();
    };
    document.addEventListener('keydown', focus);
    return () => document.removeEventListener('keydown', focus);
  }, []);
  useEffect(() => {
    document.getElementById(`suggestion-${active}`)?.scrollIntoView({ block: 'nearest' });
  }, [active]);

  const close = (): void => {
    forget();
    setOpen(false);
    setActive(-1);
  };
  const choose = (suggestion: Suggestion): void => {
    close();
    if (suggestion.kind !== 'material') setText(suggestion.text);
    onOpen(suggestion);
  };
  const shown = open && suggestions.length > 0;
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && shown) {
      // The browser would empty a search field as well; the first Esc only closes the list.
      event.preventDefault();
      close();
    }
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
    if (shown && chosen) choose(chosen);
    else {
      close();
      onSearch(text.trim());
    }
  };

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
          aria-keyshortcuts="/"
          aria-activedescendant={shown && active >= 0 ? `suggestion-${active}` : undefined}
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          enterkeyhint="search"
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
        <kbd aria-hidden="true">/</kbd>
        <button type="submit" class="primary">
          {t('search.submit')}
        </button>
        <ul id="suggestions" role="listbox" aria-label={t('search.suggestions')} hidden={!shown}>
          {suggestions.map((suggestion, index) => (
            <li
              key={`${suggestion.kind}:${suggestion.id ?? suggestion.text}`}
              id={`suggestion-${index}`}
              role="option"
              aria-selected={index === active}
              // Before the field loses focus, which would close the list.
              onMouseDown={(event) => {
                event.preventDefault();
                choose(suggestion);
              }}
            >
              <span>
                {suggestion.kind === 'category' ? suggestion.text.replaceAll('/', ' › ') : suggestion.text}
              </span>
              <small>{t(`suggest.${suggestion.kind}`)}</small>
            </li>
          ))}
        </ul>
      </div>
      <p class="visually-hidden" role="status">
        {shown ? tn('search.suggested', suggestions.length) : ''}
      </p>
    </form>
  );
}
