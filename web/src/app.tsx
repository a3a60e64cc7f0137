import type { JSX } from 'preact';
import { lazy, Suspense } from 'preact/compat';
import { useEffect } from 'preact/hooks';
import { Link, Route, Switch, useLocation } from 'wouter-preact';
import { language, switchLanguage, t } from './i18n/index.ts';
import { SearchPage } from './search/search-page.tsx';

// What most visits do not need is loaded when it is opened.
const ItemPage = lazy(async () => (await import('./item/item-page.tsx')).ItemPage);
const ImportsPage = lazy(async () => (await import('./imports/imports-page.tsx')).ImportsPage);
const OpsPage = lazy(async () => (await import('./ops/ops-page.tsx')).OpsPage);

export function App(): JSX.Element {
  const [location] = useLocation();
  useEffect(() => {
    document.documentElement.lang = language.value;
    document.title = t('app.name');
  }, [language.value, location]);
  const nav = (href: string, text: string): JSX.Element => (
    <Link href={href} aria-current={location === href ? 'page' : undefined}>
      {text}
    </Link>
  );
  return (
    <>
      <a class="skip" href="#main">
        {t('nav.skip')}
      </a>
      <header>
        <Link href="/" class="brand">
          {t('app.name')}
        </Link>
        <nav aria-label={t('app.name')}>
          {nav('/', t('nav.search'))}
          {nav('/imports', t('nav.imports'))}
          {nav('/ops', t('nav.ops'))}
          <a href="/docs">{t('nav.api')}</a>
          <button
            type="button"
            class="link"
            lang={language.value === 'en' ? 'ru' : 'en'}
            onClick={switchLanguage}
          >
            {t('lang.switch')}
          </button>
        </nav>
      </header>
      <main id="main">
        <Suspense fallback={<p aria-busy="true" />}>
          <Switch>
            <Route path="/" component={SearchPage} />
            <Route path="/items/:id">
              {(parameters) => <ItemPage key={parameters.id} id={parameters.id} />}
            </Route>
            <Route path="/imports" component={ImportsPage} />
            <Route path="/ops" component={OpsPage} />
            <Route>
              <p class="empty">{t('page.notFound')}</p>
            </Route>
          </Switch>
        </Suspense>
      </main>
    </>
  );
}
