import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { UnitEntity } from './unit.entity.js';

/** One spelling of a unit; the key is the folded spelling, so that a text means at most one unit. */
@Entity({ name: 'unit_aliases' })
@Index('unit_aliases_unit_code_idx', ['unitCode'])
@Check('unit_aliases_key_not_blank', `btrim(alias_key) <> ''`)
export class UnitAliasEntity {
  @PrimaryColumn({ name: 'alias_key', type: 'varchar', length: 50 })
  aliasKey: string;

  @Column({ type: 'varchar', length: 100 })
  alias: string;

  @Column({ name: 'unit_code', type: 'varchar', length: 20 })
  unitCode: string;

  @ManyToOne(() => UnitEntity, { onDelete: 'CASCADE', onUpdate: 'CASCADE' })
  @JoinColumn({ name: 'unit_code', foreignKeyConstraintName: 'unit_aliases_unit_code_fkey' })
  unit?: UnitEntity;
}
