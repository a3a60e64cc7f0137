/** Longest statement over a list's worth of rows. */
export const BULK_STATEMENT_TIMEOUT_MS = 600_000;

/** Sets the running transaction up for statements over thousands of rows, which may take longer than those of a request. */
export async function setUpForBulk(transaction: {
  query(sql: string, parameters?: unknown[]): Promise<unknown>;
}): Promise<void> {
  await transaction.query("SELECT set_config('statement_timeout', $1, true)", [
    String(BULK_STATEMENT_TIMEOUT_MS),
  ]);
}
