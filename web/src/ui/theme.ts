import { effect, signal } from '@preact/signals';

export const THEMES = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const STORED = 'theme';

function initial(): Theme {
  const stored = localStorage.getItem(STORED);
  return THEMES.find((theme) => theme === stored) ?? 'auto';
}

/** Light or dark: the system's choice, until someone chooses here. */
export const theme = signal<Theme>(initial());

effect(() => {
  document.documentElement.dataset['theme'] = theme.value;
});

export function chooseTheme(next: Theme): void {
  theme.value = next;
  localStorage.setItem(STORED, next);
}
