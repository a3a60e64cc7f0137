/** What was spent in the present window of a subject. */
export interface Spent {
  /** Sum of everything spent in the window, this included. */
  total: number;
  /** Milliseconds until the window ends. */
  resetMs: number;
}

/** Counts what subjects spend, in fixed windows that begin with the first spending. */
export abstract class SpendingCounter {
  /** @param points an integer >= 1. @throws when the counter cannot be reached in time; the points may have been counted. */
  abstract spend(subject: string, points: number): Promise<Spent>;
}
