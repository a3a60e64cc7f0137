import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Link } from 'wouter-preact';
import { call } from '../api/client.ts';
import type { SearchAnswer, SearchHit } from '../api/types.ts';
import { money, t } from '../i18n/index.ts';
import { Failure } from '../ui/failure.tsx';
import { Highlight } from '../ui/highlight.tsx';
import { unitText } from '../ui/unit-text.ts';

/** One result. "Why is it here?" asks the server for the parts of its score. */
export function Hit({ hit, query }: { hit: SearchHit; query: string }): JSX.Element {
  const { material } = hit;
  return (
    <li class={`hit ${hit.confidence}`}>
      <h2>
        <Link href={`/items/${material.id}`}>
          {hit.highlights.name ? <Highlight html={hit.highlights.name} /> : material.name}
        </Link>
      </h2>
      <p class="price">
        {material.price ? money(material.price) : t('item.noPrice')}
        {unitText(material) && <span> / {unitText(material)}</span>}
      </p>
      <p class="quiet">
        {[material.category?.path.replaceAll('/', ' › '), material.brand, material.sku]
          .filter(Boolean)
          .join(' · ')}
      </p>
      {(hit.highlights.description ?? material.description) && (
        <p class="description">
          {hit.highlights.description ? (
            <Highlight html={hit.highlights.description} />
          ) : (
            material.description
          )}
        </p>
      )}
      <Why hit={hit} query={query} />
    </li>
  );
}

function Why({ hit, query }: { hit: SearchHit; query: string }): JSX.Element {
  const [explain, setExplain] = useState<unknown>(null);
  const [error, setError] = useState<unknown>(null);
  const load = (): void => {
    if (explain) return;
    const parameters = new URLSearchParams(query);
    parameters.set('explain', 'true');
    parameters.set('limit', '100');
    call<SearchAnswer>(`/search?${parameters.toString()}`)
      .then(({ body }) => {
        setExplain(body.items.find(({ material }) => material.id === hit.material.id)?.explain ?? {});
      })
      .catch(setError);
  };
  return (
    <details onToggle={(event) => event.currentTarget.open && load()}>
      <summary>
        {t(`search.${hit.confidence}`)} · {hit.matchedBy.map((by) => t(`search.by.${by}`)).join(', ')}
        <span class="visually-hidden"> {t('search.why')}</span>
      </summary>
      {error ? <Failure error={error} /> : <pre>{JSON.stringify(explain, null, 2)}</pre>}
    </details>
  );
}
