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

/** A level of the category tree. `path`, `version` and `updated_at` are kept by triggers, for every writer. */
@Entity({ name: 'categories' })
@Index('categories_parent_id_idx', ['parentId'])
@Index('categories_path_key', { synchronize: false })
@Check('categories_name_not_blank', `btrim(name) <> ''`)
@Check('categories_name_no_slash', `position('/' in name) = 0`)
@Check('categories_not_own_parent', `parent_id <> id`)
export class CategoryEntity {
  @PrimaryColumn({ type: 'uuid', default: () => 'uuid_v7()' })
  id: string;

  @Column({ name: 'parent_id', type: 'uuid', nullable: true })
  parentId: string | null;

  @ManyToOne(() => CategoryEntity, { onDelete: 'RESTRICT' })
  @JoinColumn({ name: 'parent_id', foreignKeyConstraintName: 'categories_parent_id_fkey' })
  parent?: CategoryEntity | null;

  @Column({ type: 'varchar', length: 200 })
  name: string;

  @Column({ type: 'text' })
  path: string;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;

  @Column({ name: 'updated_at', type: 'timestamptz', default: () => 'now()' })
  updatedAt: Date;

  @Column({ type: 'integer', default: 1 })
  version: number;
}
