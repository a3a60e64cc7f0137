import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { call } from '../api/client.ts';
import type { Explanation, SearchAnswer, SearchHit, UnderstoodQuery } from '../api/types.ts';
import { number, percent, t, tx } from '../i18n/index.ts';
import { Failure } from '../ui/failure.tsx';

interface Properties {
  hit: SearchHit;
  /** The search as a query string, and the place of the hit in it, from 0. */
  query: string;
  place: number;
  understood: UnderstoodQuery;
}

/** How sure the engine is and by what it found the hit; opened, every part of the score. */
export function Why({ hit, query, place, understood }: Properties): JSX.Element {
  const [explain, setExplain] = useState<Explanation | null>(null);
  const [error, setError] = useState<unknown>(null);
  const load = (): void => {
    if (explain) return;
    setError(null);
    const parameters = new URLSearchParams(query);
    parameters.set('explain', 'true');
    parameters.set('offset', String(place));
    parameters.set('limit', '1');
    call<SearchAnswer>(`/search?${parameters.toString()}`)
      .then(({ body }) => setExplain(body.items[0]?.explain ?? null))
      .catch(setError);
  };
  return (
    <details class="why" onToggle={(event) => event.currentTarget.open && load()}>
      <summary>
        <span class={`confidence ${hit.confidence}`}>{t(`search.${hit.confidence}`)}</span>
        <span>{hit.matchedBy.map((by) => t(`search.by.${by}`)).join(' · ')}</span>
        <span class="visually-hidden">{t('search.why')}</span>
      </summary>
      {error ? <Failure error={error} again={load} /> : null}
      {explain && <Parts explain={explain} understood={understood} score={hit.score} />}
    </details>
  );
}

function Parts({
  explain: { lexical, semantic, fusion },
  understood,
  score,
}: {
  explain: Explanation;
  understood: UnderstoodQuery;
  score: number;
}): JSX.Element {
  const synonyms = understood.corrections.filter(({ kind }) => kind === 'synonym');
  const agreed = lexical
    ? (['nounMatched', 'brandMatched', 'categoryMatched'] as const).filter((name) => lexical.features[name])
    : [];
  return (
    <dl class="parts">
      <Part name={t('why.score')} share={score}>
        {percent(score)}
      </Part>
      {lexical && (
        <Part name={t('why.lexical')} share={lexical.score}>
          {percent(lexical.score)}
          {lexical.rank !== null && ` · ${t('why.rank', { n: number(lexical.rank) })}`}
          <small>{t('why.coverage', { share: percent(lexical.features.coverage) })}</small>
          {agreed.map((name) => (
            <small key={name}>{t(`why.${name}`)}</small>
          ))}
          {lexical.features.phrase > 0 && (
            <small>{t('why.phrase', { share: percent(lexical.features.phrase) })}</small>
          )}
          {lexical.features.sku && (
            <small>{tx(`why.sku.${lexical.features.sku}`, lexical.features.sku)}</small>
          )}
        </Part>
      )}
      {lexical && lexical.features.sizeAgreement !== 0 && (
        <Part name={t('why.size')}>
          {t(lexical.features.sizeAgreement > 0 ? 'why.size.agrees' : 'why.size.contradicts')}
        </Part>
      )}
      {semantic && (
        <Part name={t('why.semantic')} share={Math.max(0, Math.min(1, semantic.nearness / 1.5))}>
          {t('why.nearness', { n: number(semantic.nearness, { maximumFractionDigits: 2 }) })} ·{' '}
          {t('why.rank', { n: number(semantic.rank) })}
          <small>{t('why.cosine', { n: number(semantic.cosine, { maximumFractionDigits: 3 }) })}</small>
        </Part>
      )}
      {synonyms.map(({ from, to }) => (
        <Part key={from} name={t('why.synonym')}>
          {from} → {to}
        </Part>
      ))}
      <Part name={t('why.weights')}>
        {t('why.weighed', {
          lexical: percent(fusion.lexicalWeight),
          semantic: percent(fusion.semanticWeight),
          kind: tx(`why.kind.${fusion.kind}`, fusion.kind),
        })}
      </Part>
    </dl>
  );
}

function Part({
  name,
  share,
  children,
}: {
  name: string;
  share?: number;
  children: preact.ComponentChildren;
}): JSX.Element {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {share !== undefined && <meter min={0} max={1} value={share} aria-label={name} />}
        {children}
      </dd>
    </div>
  );
}
