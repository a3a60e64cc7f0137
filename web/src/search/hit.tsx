import type { JSX } from 'preact';
import { Link } from 'wouter-preact';
import type { SearchHit, UnderstoodQuery } from '../api/types.ts';
import { Highlight } from '../ui/highlight.tsx';
import { Price } from '../ui/price.tsx';
import { Why } from './why.tsx';

interface Properties {
  hit: SearchHit;
  query: string;
  place: number;
  understood: UnderstoodQuery;
}

/** One result. */
export function Hit({ hit, query, place, understood }: Properties): JSX.Element {
  const { material, highlights } = hit;
  const description = highlights.description ?? null;
  return (
    <li class={`hit ${hit.confidence}`}>
      <h2>
        <Link href={`/items/${material.id}`}>
          {highlights.name ? <Highlight html={highlights.name} /> : material.name}
        </Link>
      </h2>
      <Price material={material} />
      <p class="quiet">
        {[material.category?.path.replaceAll('/', ' › '), material.brand, material.sku]
          .filter(Boolean)
          .join(' · ')}
      </p>
      {(description ?? material.description) && (
        <p class="description">{description ? <Highlight html={description} /> : material.description}</p>
      )}
      <Why hit={hit} query={query} place={place} understood={understood} />
    </li>
  );
}
