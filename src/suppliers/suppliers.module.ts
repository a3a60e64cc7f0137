import { Module } from '@nestjs/common';
import { MaterialsModule } from '../materials/index.js';
import { OfferReader } from './offer-reader.js';
import { OffersController } from './offers.controller.js';
import { PriceListReader } from './price-list-reader.js';
import { PriceListsController } from './price-lists.controller.js';
import { SupplierStore } from './supplier-store.js';
import { SuppliersController } from './suppliers.controller.js';
import { SuppliersService } from './suppliers.service.js';

/** Suppliers, price lists, offers and price history: storage and endpoints. */
@Module({
  imports: [MaterialsModule],
  controllers: [SuppliersController, PriceListsController, OffersController],
  providers: [SupplierStore, PriceListReader, OfferReader, SuppliersService],
  exports: [SupplierStore, SuppliersService],
})
export class SuppliersModule {}
