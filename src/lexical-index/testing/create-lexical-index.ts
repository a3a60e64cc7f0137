import type { DataSource } from 'typeorm';
import type { CatalogueFilterResolver } from '../../materials/index.js';
import { PostgresLexicalIndex } from '../adapters/postgres-lexical-index.js';
import { Candidates } from '../candidates.js';
import { DocumentWriter } from '../document-writer.js';
import { FirstLook } from '../query/first-look.js';
import { Lexicon } from '../query/lexicon.js';
import { MatchPlanner } from '../query/match-planner.js';
import { Understander } from '../query/understander.js';
import { Suggester } from '../suggester.js';
import { SynonymStore } from '../synonyms/synonym-store.js';
import { SynonymsInForce } from '../synonyms/synonyms-in-force.js';

/** The word index over a data source, without Nest: for benches and specs. Filters by supplier match nothing. */
export function createLexicalIndex(dataSource: DataSource): PostgresLexicalIndex {
  const lexicon = new Lexicon(dataSource);
  const planner = new MatchPlanner(dataSource);
  const filters: Pick<CatalogueFilterResolver, 'supplierCondition'> = { supplierCondition: undefined };
  return new PostgresLexicalIndex(
    dataSource,
    new Understander(
      new FirstLook(dataSource),
      lexicon,
      new SynonymsInForce(new SynonymStore(dataSource)),
      planner,
    ),
    planner,
    new Candidates(dataSource, filters),
    new Suggester(dataSource, lexicon),
    new DocumentWriter(dataSource),
    lexicon,
  );
}
