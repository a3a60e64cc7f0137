import type { JSX } from 'preact';
import { lazy, Suspense } from 'preact/compat';
import { useEffect } from 'preact/hooks';
import { Link, Route, Switch, useLocation, useSearch } from 'wouter-preact';
import { connected, returns } from './api/connection.ts';
import { language, switchLanguage, t } from './i18n/index.ts';
import { SearchPage } from './search/search-page.tsx';
import { asked, hasUsers, may, meet, session } from './session/session.ts';
import { SessionCorner } from './session/session-corner.tsx';
import { useScrollMemory } from './ui/scroll-memory.ts';
import { ThemeChoice } from './ui/theme-choice.tsx';

// What most visits do not need is loaded when it is opened.
const ItemPage = lazy(async () => (await import('./item/item-page.tsx')).ItemPage);
const ImportsPage = lazy(async () => (await import('./imports/imports-page.tsx')).ImportsPage);
const CataloguePage = lazy(async () => (await import('./catalogue/catalogue-page.tsx')).CataloguePage);
const OpsPage = lazy(async () => (await import('./ops/ops-page.tsx')).OpsPage);
const AccessPage = lazy(async () => (await import('./access/access-page.tsx')).AccessPage);
const SignInPage = lazy(async () => (await import('./session/sign-in-page.tsx')).SignInPage);

export function App(): JSX.Element {
  const [path] = useLocation();
  const query = useSearch();
  useScrollMemory(path, query);
  useEffect(() => {
    document.documentElement.lang = language.value;
  }, [language.value]);
  const back = returns.value;
  useEffect(() => {
    void meet();
  }, [back]);
  const who = session.value;
  // Pages differ by role, and must not shift when it becomes known; searching is the same for all and waits for nothing.
  const laidOut = asked.value || path === '/' || path === '/sign-in';
  const nav = (href: string, text: string): JSX.Element => (
    <Link href={href} aria-current={path === href ? 'page' : undefined}>
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
          <Mark />
          {t('app.name')}
        </Link>
        <nav aria-label={t('nav.label')}>
          {nav('/', t('nav.search'))}
          {nav('/imports', t('nav.imports'))}
          {nav('/catalogue', t('nav.catalogue'))}
          {nav('/ops', t('nav.ops'))}
          {hasUsers.value && may('admin') && nav('/access', t('nav.access'))}
          <a href="/docs">{t('nav.api')}</a>
        </nav>
        <div class="corner">
          <SessionCorner />
          <button
            type="button"
            class="link"
            lang={language.value === 'en' ? 'ru' : 'en'}
            onClick={switchLanguage}
          >
            {t('lang.switch')}
          </button>
          <ThemeChoice />
        </div>
      </header>
      <p class={connected.value ? 'lost' : 'lost shown'} role="status">
        {connected.value ? '' : t('error.offline')}
      </p>
      <main id="main" tabIndex={-1}>
        {who === 'denied' && path !== '/sign-in' ? (
          <Denied next={query ? `${path}?${query}` : path} />
        ) : !laidOut ? (
          <p class="waiting" aria-busy="true" />
        ) : (
          <Suspense fallback={<p class="waiting" aria-busy="true" />}>
            <Switch>
              <Route path="/" component={SearchPage} />
              <Route path="/items/:id">{({ id }) => <ItemPage key={id} id={id} />}</Route>
              <Route path="/imports" component={ImportsPage} />
              <Route path="/catalogue" component={CataloguePage} />
              <Route path="/ops" component={OpsPage} />
              <Route path="/access" component={AccessPage} />
              <Route path="/sign-in" component={SignInPage} />
              <Route>
                <h1 class="empty">{t('page.notFound')}</h1>
              </Route>
            </Switch>
          </Suspense>
        )}
      </main>
    </>
  );
}

function Denied({ next }: { next: string }): JSX.Element {
  return (
    <div class="empty">
      <h1>{t('session.needed')}</h1>
      <p>
        <Link href={`/sign-in?${new URLSearchParams({ next }).toString()}`}>{t('session.signIn')}</Link>
      </p>
    </div>
  );
}

/** Three courses of bricks. */
function Mark(): JSX.Element {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true" class="mark">
      <path d="M1 4h13v4.6H1zM16 4h7v4.6h-7zM1 10.2h5.5v4.6H1zM8.5 10.2h14.5v4.6H8.5zM1 16.4h13V21H1zM16 16.4h7V21h-7z" />
    </svg>
  );
}
