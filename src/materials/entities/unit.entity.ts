import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** A unit of measure. */
@Entity({ name: 'units' })
@Check('units_code_not_blank', `btrim(code) <> ''`)
@Check('units_name_not_blank', `btrim(name) <> ''`)
@Check('units_factor_positive', `factor_to_base > 0`)
export class UnitEntity {
  @PrimaryColumn({ type: 'varchar', length: 20 })
  code: string;

  @Column({ type: 'varchar', length: 100 })
  name: string;

  @Column({ type: 'varchar', length: 4, nullable: true })
  okei: string | null;

  @Column({ type: 'varchar', length: 20 })
  dimension: string;

  /** Decimal string: NUMERIC never passes through a float. */
  @Column({ name: 'factor_to_base', type: 'numeric', precision: 20, scale: 10 })
  factorToBase: string;
}
