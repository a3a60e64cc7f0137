import { Catalogue1700000000001 } from './1700000000001-catalogue.js';
import { Units1700000000002 } from './1700000000002-units.js';
import { SuppliersAndImports1700000000010 } from './1700000000010-suppliers-and-imports.js';
import { ImportItems1700000000011 } from './1700000000011-import-items.js';
import { LexicalIndex1700000000020 } from './1700000000020-lexical-index.js';
import { SynonymChanges1700000000021 } from './1700000000021-synonym-changes.js';
import { DerivedAttributes1700000000022 } from './1700000000022-derived-attributes.js';
import { CacheEpoch1700000000030 } from './1700000000030-cache-epoch.js';
import { Indexing1700000000040 } from './1700000000040-indexing.js';
import { Access1700000000050 } from './1700000000050-access.js';
import { Idempotency1700000000051 } from './1700000000051-idempotency.js';
import { RoomForUnitNames1700000000060 } from './1700000000060-room-for-unit-names.js';
import { FrequentWords1700000000061 } from './1700000000061-frequent-words.js';
import { PendingWords1700000000062 } from './1700000000062-pending-words.js';
import { ArticleNumbersOfOffers1700000000063 } from './1700000000063-article-numbers-of-offers.js';
import { OneIndexLess1700000000064 } from './1700000000064-one-index-less.js';
import { ImperialUnits1700000000065 } from './1700000000065-imperial-units.js';
import { PackagingUnits1700000000066 } from './1700000000066-packaging-units.js';
import { SoundKeys1700000000067 } from './1700000000067-sound-keys.js';
import { FindableMaterials1700000000068 } from './1700000000068-findable-materials.js';

/** Every migration, oldest first. `npm run migration:create` adds its line here. */
export const migrations = [
  Catalogue1700000000001,
  Units1700000000002,
  SuppliersAndImports1700000000010,
  ImportItems1700000000011,
  LexicalIndex1700000000020,
  SynonymChanges1700000000021,
  DerivedAttributes1700000000022,
  CacheEpoch1700000000030,
  Indexing1700000000040,
  Access1700000000050,
  Idempotency1700000000051,
  RoomForUnitNames1700000000060,
  FrequentWords1700000000061,
  PendingWords1700000000062,
  ArticleNumbersOfOffers1700000000063,
  OneIndexLess1700000000064,
  ImperialUnits1700000000065,
  PackagingUnits1700000000066,
  SoundKeys1700000000067,
  FindableMaterials1700000000068,
];
