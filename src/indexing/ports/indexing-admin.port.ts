/** What the indexer has before it. */
export interface IndexerStatus {
  /** `idle`: nothing to do. `paused`: the embedder or the index does not answer; tried again by itself. `stopped`: not running here. */
  status: 'idle' | 'working' | 'paused' | 'stopped';
  /** Changes not yet in every index; parked ones do not count. */
  backlog: number;
  /** Changes not yet in the word index. */
  lexicalBacklog: number;
  /** Age of the oldest of them in seconds; 0 when there is none. */
  oldestSeconds: number;
  /** Over the last minute, of this process. */
  itemsPerSecond: number;
  /** Changes given up on after repeated failures; an operator looks and retries. */
  parked: number;
  /** Seconds until the backlog is done at that rate; null when the rate is not known. */
  etaSeconds: number | null;
}

export interface ReindexProgress {
  /** Words first, then vectors; their check and switch are part of it. */
  phase: 'lexical' | 'index' | 'done';
  done: number;
  total: number;
  itemsPerSecond: number;
  etaSeconds: number | null;
}

export interface ReindexOptions {
  onProgress?: (progress: ReindexProgress) => void;
  signal?: AbortSignal;
}

export interface ReindexReport {
  /** The collection that is live now; empty when search by meaning is switched off. */
  collection: string;
  indexed: number;
  /** Texts that had to be embedded; the others were known. */
  embedded: number;
  parked: number;
  /** True when an interrupted rebuild was carried on. */
  resumed: boolean;
  seconds: number;
}

/** One way in which index and truth differ. */
export interface IndexDifference {
  materialId: string;
  index: 'lexical' | 'vector';
  /** `missing`: not in the index. `orphaned`: in the index, not in the catalogue. `outdated`: made from another text or other facts. */
  kind: 'missing' | 'orphaned' | 'outdated';
  /** What differs, for `outdated`: `text`, `version`, `categoryIds`, `brand`, `unitCode`, `supplierIds`, `price`; of words `analysis`. */
  fields?: string[];
}

export interface VerifyOptions {
  /** Mends every difference found. */
  repair?: boolean;
  /** Told of each difference as it is found; the report keeps the first 1000. */
  onDifference?: (difference: IndexDifference) => void;
  onProgress?: (checked: number, total: number) => void;
  signal?: AbortSignal;
}

export interface VerifyReport {
  materials: number;
  points: number;
  differences: number;
  /** The first 1000. */
  named: IndexDifference[];
  repaired: number;
  /** Changes still on their way: they may explain differences. */
  backlog: number;
}

/** A change the indexer gave up on. */
export interface IndexFailure {
  materialId: string;
  attempts: number;
  error: string;
  parkedAt: Date;
}

/** What an operator does with the indexes: used by the command line and by health. */
export abstract class IndexingAdmin {
  abstract status(): Promise<IndexerStatus>;
  /** Builds both indexes anew beside the live ones and switches; carries on an interrupted rebuild. */
  abstract reindex(options?: ReindexOptions): Promise<ReindexReport>;
  /** Compares ids, texts and facts of the indexes with the truth. */
  abstract verify(options?: VerifyOptions): Promise<VerifyReport>;
  /** Changes given up on, latest first. */
  abstract failures(limit?: number): Promise<IndexFailure[]>;
  /** Puts parked changes back, all or those of some materials. @returns how many. */
  abstract retry(materialIds?: readonly string[]): Promise<number>;
  /** Works the backlog off in this process; for a command that ends when it is done. @returns the number of changes done. */
  abstract drain(signal?: AbortSignal): Promise<number>;
}
