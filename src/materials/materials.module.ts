import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CatalogueFilterResolver } from './catalogue-filter.resolver.js';
import { CategoriesService } from './categories.service.js';
import { CategoryStore } from './category-store.js';
import { CategoryEntity } from './entities/category.entity.js';
import { MaterialEntity } from './entities/material.entity.js';
import { UnitAliasEntity } from './entities/unit-alias.entity.js';
import { UnitEntity } from './entities/unit.entity.js';
import { MaterialReader } from './material-reader.js';
import { MaterialWriter } from './material-writer.js';
import { MaterialCache } from './material-cache.js';
import { MaterialList } from './material-list.js';
import { MaterialsBatchController } from './materials-batch.controller.js';
import { MaterialsController } from './materials.controller.js';
import { UnitsController } from './units.controller.js';
import { CategoriesController } from './categories.controller.js';
import { MaterialsService } from './materials.service.js';
import { UnitStore } from './unit-store.js';
import { UnitsService } from './units.service.js';

/** Materials, categories and units: rules, storage, endpoints. */
@Module({
  imports: [TypeOrmModule.forFeature([MaterialEntity, CategoryEntity, UnitEntity, UnitAliasEntity])],
  controllers: [MaterialsBatchController, MaterialsController, CategoriesController, UnitsController],
  providers: [
    CategoryStore,
    MaterialCache,
    MaterialList,
    UnitStore,
    MaterialReader,
    MaterialWriter,
    CatalogueFilterResolver,
    CategoriesService,
    UnitsService,
    MaterialsService,
  ],
  exports: [
    MaterialReader,
    MaterialWriter,
    CatalogueFilterResolver,
    CategoriesService,
    UnitsService,
    MaterialsService,
  ],
})
export class MaterialsModule {}
