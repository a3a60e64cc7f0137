import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { SHIPPED_SYNONYMS } from '../data/synonyms.js';
import { parseSynonyms, SynonymSet, type SynonymRule } from './synonym-set.js';

/** A rule of the administrator's, or a shipped rule switched off. */
export interface StoredSynonym extends SynonymRule {
  id: string;
  enabled: boolean;
}

const SHIPPED = parseSynonyms(SHIPPED_SYNONYMS);
/** News of other instances may be lost for a moment; the rules are never older than this. */
const TTL_MS = 30_000;

/** The synonyms in force: those that ship with the program, and the administrator's. */
@Injectable()
export class SynonymStore {
  private set = new SynonymSet(SHIPPED);
  private readAt = -Infinity;
  private reading: Promise<SynonymSet> | null = null;

  constructor(private readonly dataSource: DataSource) {}

  /** What was in force when last read. */
  get loaded(): SynonymSet {
    return this.set;
  }

  /** What is in force now. */
  async current(): Promise<SynonymSet> {
    if (performance.now() - this.readAt < TTL_MS) return this.set;
    this.reading ??= this.read().finally(() => {
      this.reading = null;
    });
    return this.reading;
  }

  /** Reads the rules anew at the next question. */
  forget(): void {
    this.readAt = -Infinity;
  }

  private async read(): Promise<SynonymSet> {
    const startedAt = performance.now();
    const rows: SynonymRule[] = await this.dataSource.query(
      'SELECT terms, also, weight::float8 AS weight FROM synonyms WHERE enabled ORDER BY created_at, id',
    );
    this.set = new SynonymSet([...rows, ...SHIPPED]);
    this.readAt = startedAt;
    return this.set;
  }
}
