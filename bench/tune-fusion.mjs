/**
 * Looks for fusion weights over a labelled set: `npm run tune:fusion -- DIRECTORY --url URL`. The server runs with the set's catalogue
 * indexed (bench:relevance shows how) and is asked once for all evidence (`explain`); the search for weights then runs on the pure
 * function of the program itself. Each weight is tried on a grid, one after the other, in five folds: tuned on four, measured on the
 * fifth. A weight is worth taking into src/search/fusion-weights.ts only where the held-out folds gain as well.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { URLSearchParams } from 'node:url';
import { parseArgs } from 'node:util';
import { FUSION_WEIGHTS } from '../dist/src/search/fusion-weights.js';
import { fuse, trustIn } from '../dist/src/search/fusion.js';
import { readQueries } from './relevance/development-set.mjs';
import { measureRanking } from './relevance/metrics.mjs';

const FOLDS = 5;
const PAGES = 4;
const GRID = {
  lexical: [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1],
  agreement: [0, 0.05, 0.1, 0.15, 0.2, 0.3],
  contradiction: [0.3, 0.45, 0.6, 0.75, 0.9, 1],
  unmatched: [0.2, 0.4, 0.5, 0.6, 0.7, 0.8, 1],
};

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { url: { type: 'string', default: 'http://127.0.0.1:3000' } },
});
const directory = positionals[0] ?? process.env.RELEVANCE_DIR;
if (!directory || !existsSync(join(directory, 'queries.tsv'))) {
  console.error(
    'Name the folder of a labelled set: npm run tune:fusion -- DIRECTORY --url URL (or RELEVANCE_DIR).',
  );
  process.exit(2);
}

const cases = [];
for (const query of readQueries(directory)) {
  if (query.class !== 'zero') cases.push(await evidence(query));
}
const kinds = [...new Set(cases.map(({ kind }) => kind))].sort();
console.log(
  `${cases.length} queries: ${kinds.map((kind) => `${kind} ${cases.filter((c) => c.kind === kind).length}`).join(', ')}`,
);
console.log(`weights in use: nDCG@10 ${score(cases, FUSION_WEIGHTS).toFixed(4)}`);

const heldOut = [];
for (let fold = 0; fold < FOLDS; fold++) {
  const test = cases.filter((_, i) => i % FOLDS === fold);
  const train = cases.filter((_, i) => i % FOLDS !== fold);
  const found = tune(train);
  heldOut.push({ before: score(test, FUSION_WEIGHTS), after: score(test, found) });
  console.log(
    `fold ${fold + 1}: held out ${heldOut[fold].before.toFixed(4)} -> ${heldOut[fold].after.toFixed(4)}  ${show(found)}`,
  );
}
const mean = (pick) => heldOut.reduce((sum, fold) => sum + pick(fold), 0) / FOLDS;
console.log(
  `held out, mean: ${mean(({ before }) => before).toFixed(4)} -> ${mean(({ after }) => after).toFixed(4)}`,
);
const all = tune(cases);
console.log(`over all: ${score(cases, all).toFixed(4)}  ${show(all)}`);

/** Everything fusion knows of a query's candidates. */
async function evidence(query) {
  const candidates = [];
  let kind = 'name';
  for (let page = 0; page < PAGES; page++) {
    const parameters = new URLSearchParams({
      q: query.text,
      limit: '100',
      offset: String(page * 100),
      explain: 'true',
    });
    const response = await fetch(`${options.url}/api/v1/search?${parameters}`, {
      headers: { 'cache-control': 'no-cache' },
    });
    if (!response.ok) throw new Error(`"${query.text}": ${response.status}`);
    const { items } = await response.json();
    for (const { material, explain } of items) {
      kind = explain.fusion.kind;
      const { lexical, semantic } = explain;
      candidates.push({
        id: material.sku,
        ...(lexical && {
          lexical: {
            score: lexical.score,
            matched: explain.memberBy === 'words',
            nounMatched: lexical.features.nounMatched,
            sizeAgreement: lexical.features.sizeAgreement,
            sku: lexical.features.sku,
          },
        }),
        ...(semantic && { semantic: { cosine: semantic.cosine, nearness: semantic.nearness } }),
      });
    }
    if (items.length < 100) break;
  }
  const seen = candidates.flatMap(({ semantic }) => (semantic ? [semantic.nearness] : []));
  return { ...query, kind, candidates, unseenNearness: seen.length < 200 ? 0 : Math.min(...seen) };
}

function score(of, weights) {
  const sum = of.reduce((total, { kind, candidates, unseenNearness, grades }) => {
    const ranked = fuse(candidates, {
      kind,
      weights,
      unseenNearness,
      trust: trustIn(candidates, { lexical: true, semanticCoverage: 1 }),
    });
    return (
      total +
      measureRanking(
        ranked.slice(0, 50).map(({ id }) => id),
        grades,
      ).ndcg10
    );
  }, 0);
  return sum / of.length;
}

/** Coordinate ascent over the grid, twice round; a change must gain more than noise. */
function tune(train) {
  let weights = FUSION_WEIGHTS;
  let best = score(train, weights);
  const attempt = (candidate) => {
    const reached = score(train, candidate);
    if (reached > best + 0.0005) [best, weights] = [reached, candidate];
  };
  for (let round = 0; round < 2; round++) {
    for (const kind of kinds) {
      for (const lexical of GRID.lexical) {
        attempt({ ...weights, kinds: { ...weights.kinds, [kind]: { lexical, semantic: 1 - lexical } } });
      }
    }
    for (const agreement of GRID.agreement) attempt({ ...weights, agreement });
    for (const contradiction of GRID.contradiction) attempt({ ...weights, contradiction });
    for (const unmatched of GRID.unmatched) attempt({ ...weights, unmatched });
  }
  return weights;
}

function show({ kinds: found, agreement, contradiction, unmatched }) {
  const shares = kinds.map((kind) => `${kind} ${found[kind].lexical}`).join(' ');
  return `lexical share: ${shares}; agreement ${agreement}, contradiction ${contradiction}, unmatched ${unmatched}`;
}
