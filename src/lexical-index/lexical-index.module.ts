import { Module } from '@nestjs/common';
import { MaterialsModule } from '../materials/index.js';
import { PostgresLexicalIndex } from './adapters/postgres-lexical-index.js';
import { Candidates } from './candidates.js';
import { DocumentWriter } from './document-writer.js';
import { LexicalIndex } from './ports/lexical-index.port.js';
import { Lexicon } from './query/lexicon.js';
import { MatchPlanner } from './query/match-planner.js';
import { Understander } from './query/understander.js';
import { Suggester } from './suggester.js';
import { SynonymsController } from './synonyms.controller.js';
import { SynonymStore } from './synonyms/synonym-store.js';
import { SynonymsInForce } from './synonyms/synonyms-in-force.js';
import { SynonymsService } from './synonyms/synonyms.service.js';

@Module({
  imports: [MaterialsModule],
  controllers: [SynonymsController],
  providers: [
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
export class LexicalIndexModule {}
