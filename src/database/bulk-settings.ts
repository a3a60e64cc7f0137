/** Longest statement over a list's worth of rows. */
export const BULK_STATEMENT_TIMEOUT_MS = 600_000;

/**
 * Sets the running transaction up for statements over thousands of rows: they may take longer than those of a request, and they look
 * rows up by key. At the usual cost of a page the planner reads the whole catalogue for that, up to half a million materials; where it is
 * kept in memory, or on a disk without arms, that is several times as dear.
 */
export async function setUpForBulk(transaction: {
  query(sql: string, parameters?: unknown[]): Promise<unknown>;
}): Promise<void> {
  await transaction.query(
    "SELECT set_config('statement_timeout', $1, true), set_config('random_page_cost', '1.1', true)",
    [String(BULK_STATEMENT_TIMEOUT_MS)],
  );
}
