import { useEffect } from 'preact/hooks';
import { t } from '../i18n/index.ts';

/** Names the document after what it shows. */
export function useTitle(text: string): void {
  useEffect(() => {
    document.title = text ? `${text} · ${t('app.name')}` : t('app.name');
  }, [text, t('app.name')]);
}
