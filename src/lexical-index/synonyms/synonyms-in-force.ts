import { Inject, Injectable } from '@nestjs/common';
import { SynonymSet } from './synonym-set.js';
import { shippedById, SynonymStore, type StoredSynonyms } from './synonym-store.js';

/**
 * The synonyms searched with: those that ship, as the administrator changed them, and the administrator's own. Every question asks
 * the database for the version of the table (a row of one number), so a change is in force in every instance with the first question
 * after its commit, whether or not any message arrives.
 */
@Injectable()
export class SynonymsInForce {
  private set: SynonymSet | null = null;
  private version = -1;
  private compiling: { version: number; set: Promise<SynonymSet> } | null = null;

  constructor(@Inject(SynonymStore) private readonly store: Pick<SynonymStore, 'read'>) {}

  /** @param version of the table as the database gave it for this question. */
  async at(version: number): Promise<SynonymSet> {
    if (this.set && version === this.version) return this.set;
    // The first questions come together, and compiling holds up whatever the process does: what is read for a version, or a later one, is
    // read after it was committed.
    if (this.compiling && this.compiling.version >= version) return this.compiling.set;
    const compiling = { version, set: this.compile() };
    this.compiling = compiling;
    try {
      return await compiling.set;
    } finally {
      if (this.compiling === compiling) this.compiling = null;
    }
  }

  private async compile(): Promise<SynonymSet> {
    const stored = await this.store.read();
    const set = compile(stored);
    // Two questions may read at once: the older reading must not replace the newer.
    if (stored.version >= this.version) {
      this.version = stored.version;
      this.set = set;
    }
    return set;
  }

  /** What the last question was answered with; null before the first. */
  get last(): SynonymSet | null {
    return this.set;
  }
}

function compile({ rules }: StoredSynonyms): SynonymSet {
  const changed = new Map(rules.map((rule) => [rule.id, rule]));
  const shipped = shippedById();
  const own = rules.filter(({ id, enabled }) => enabled && !shipped.has(id));
  const ours = [...shipped].flatMap(([id, rule]) => {
    const change = changed.get(id);
    return change === undefined ? [rule] : change.enabled ? [change] : [];
  });
  return new SynonymSet([...own, ...ours]);
}
