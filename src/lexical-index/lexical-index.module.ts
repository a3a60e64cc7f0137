import { Logger, Module, type OnApplicationBootstrap } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CatalogueDataSource } from '../database/index.js';
import { MaterialsModule } from '../materials/index.js';
import { PostgresLexicalIndex } from './adapters/postgres-lexical-index.js';
import { Candidates } from './candidates.js';
import { DocumentWriter } from './document-writer.js';
import { LexicalIndex } from './ports/lexical-index.port.js';
import { FirstLook } from './query/first-look.js';
import { Lexicon } from './query/lexicon.js';
import { MatchPlanner } from './query/match-planner.js';
import { Understander } from './query/understander.js';
import { Suggester } from './suggester.js';
import { SynonymsController } from './synonyms.controller.js';
import { SynonymStore } from './synonyms/synonym-store.js';
import { SynonymsInForce } from './synonyms/synonyms-in-force.js';
import { SynonymsService } from './synonyms/synonyms.service.js';

/** What a search by words walks through, most wanted first. */
const SEARCHED_TABLES = [
  'findable_materials',
  'lexical_documents',
  'materials',
  'lexicon',
  'lexical_offer_skus',
];

@Module({
  imports: [MaterialsModule],
  controllers: [SynonymsController],
  providers: [
    FirstLook,
    Lexicon,
    MatchPlanner,
    SynonymStore,
    SynonymsInForce,
    SynonymsService,
    Understander,
    Candidates,
    Suggester,
    DocumentWriter,
    { provide: LexicalIndex, useClass: PostgresLexicalIndex },
  ],
  exports: [LexicalIndex],
})
export class LexicalIndexModule implements OnApplicationBootstrap {
  private readonly logger = new Logger('LexicalIndex');

  constructor(private readonly dataSource: DataSource) {}

  onApplicationBootstrap(): void {
    if (!(this.dataSource instanceof CatalogueDataSource)) return;
    // Nobody waits for it: the first searches are slower until it is done.
    this.dataSource.warm(SEARCHED_TABLES).catch((err: unknown) => {
      this.logger.warn({
        msg: 'The searched tables could not be read ahead: the first searches will be slower',
        err,
      });
    });
  }
}
