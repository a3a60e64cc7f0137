import {
  Check,
  Column,
  CreateDateColumn,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryColumn,
} from 'typeorm';
import { CategoryEntity } from './category.entity.js';
import { UnitEntity } from './unit.entity.js';

/** A material. `version` and `updated_at` are kept by a trigger. */
@Entity({ name: 'materials' })
@Index('materials_sku_key', ['sku'], { unique: true })
@Index('materials_name_idx', ['name', 'id'])
@Index('materials_updated_at_idx', { synchronize: false })
@Index('materials_price_idx', ['priceAmount', 'id'])
@Index('materials_category_id_idx', ['categoryId'])
@Index('materials_unit_code_idx', ['unitCode'])
@Index('materials_brand_idx', { synchronize: false })
@Check('materials_sku_not_blank', `btrim(sku) <> ''`)
@Check('materials_name_not_blank', `btrim(name) <> ''`)
@Check('materials_description_length', `length(description) <= 5000`)
@Check('materials_attributes_object', `jsonb_typeof(attributes) = 'object'`)
@Check('materials_price_not_negative', `price_amount >= 0`)
@Check('materials_price_whole', `(price_amount IS NULL) = (price_currency IS NULL)`)
export class MaterialEntity {
  @PrimaryColumn({ type: 'uuid', default: () => 'uuid_v7()' })
  id: string;

  @Column({ type: 'varchar', length: 100, nullable: true })
  sku: string | null;

  @Column({ type: 'varchar', length: 500 })
  name: string;

  @Column({ type: 'text', nullable: true })
  description: string | null;

  @Column({ name: 'category_id', type: 'uuid', nullable: true })
  categoryId: string | null;

  @ManyToOne(() => CategoryEntity, { onDelete: 'RESTRICT' })
  @JoinColumn({ name: 'category_id', foreignKeyConstraintName: 'materials_category_id_fkey' })
  category?: CategoryEntity | null;

  @Column({ name: 'unit_code', type: 'varchar', length: 20, nullable: true })
  unitCode: string | null;

  @ManyToOne(() => UnitEntity, { onDelete: 'RESTRICT', onUpdate: 'CASCADE' })
  @JoinColumn({ name: 'unit_code', foreignKeyConstraintName: 'materials_unit_code_fkey' })
  unit?: UnitEntity | null;

  @Column({ name: 'unit_raw', type: 'varchar', length: 100, nullable: true })
  unitRaw: string | null;

  @Column({ type: 'varchar', length: 200, nullable: true })
  brand: string | null;

  @Column({ type: 'jsonb', default: {} })
  attributes: Record<string, unknown>;

  @Column({ name: 'price_amount', type: 'numeric', precision: 18, scale: 4, nullable: true })
  priceAmount: string | null;

  @Column({ name: 'price_currency', type: 'char', length: 3, nullable: true })
  priceCurrency: string | null;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;

  @Column({ name: 'updated_at', type: 'timestamptz', default: () => 'now()' })
  updatedAt: Date;

  @Column({ type: 'integer', default: 1 })
  version: number;
}
