import { Module } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';
import { MaterialsModule } from '../materials/index.js';
import { SuppliersModule } from '../suppliers/index.js';
import { FileChunks } from './file-chunks.js';
import { ImportsController } from './http/imports.controller.js';
import { UndoController } from './http/undo.controller.js';
import { ImportRetention } from './import-retention.js';
import { ImportMetrics } from './import-metrics.js';
import { ImportRowStore } from './import-row.store.js';
import { ImportQueue } from './import-queue.js';
import { ImportStore } from './import-store.js';
import { ImportWorker } from './import-worker.js';
import { PriceListUndo } from './price-list-undo.js';
import { importsConfig } from './imports.config.js';
import { ImportsService } from './imports.service.js';

/** Price lists: files in, materials and prices out. */
@Module({
  imports: [ConfigModule.forFeature(importsConfig), MaterialsModule, SuppliersModule],
  controllers: [ImportsController, UndoController],
  providers: [
    ImportMetrics,
    PriceListUndo,
    ImportStore,
    ImportQueue,
    ImportRowStore,
    FileChunks,
    ImportRetention,
    ImportWorker,
    ImportsService,
  ],
  exports: [ImportsService],
})
export class ImportsModule {}
