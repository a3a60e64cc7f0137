/** One of the two ways a change takes into an index. */
export interface Stage {
  readonly name: string;
  /**
   * Takes one batch through. Faults of single materials are dealt with inside.
   * @returns how many changes were handled; 0 when there is nothing to do now.
   * @throws when the surroundings fail; the batch has been handed back.
   */
  step(signal: AbortSignal): Promise<number>;
}
