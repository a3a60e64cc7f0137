import type { JSX } from 'preact';
import { t } from '../i18n/index.ts';
import { chooseTheme, theme, THEMES, type Theme } from './theme.ts';

const SIGNS: Record<Theme, string> = { auto: '◐', light: '○', dark: '●' };

/** One button that goes round: as the system has it, light, dark. */
export function ThemeChoice(): JSX.Element {
  const label = `${t('theme.label')}: ${t(`theme.${theme.value}`)}`;
  const next = (): void => chooseTheme(THEMES[(THEMES.indexOf(theme.value) + 1) % THEMES.length] ?? 'auto');
  return (
    <button type="button" class="theme" aria-label={label} title={label} onClick={next}>
      <span aria-hidden="true">{SIGNS[theme.value]}</span>
    </button>
  );
}
