/** One thing the doctor looked at. */
export interface Finding {
  subject: string;
  /** `warning`: works, but not as it should. */
  verdict: 'ok' | 'warning' | 'failure';
  found: string;
  /** What to do about it; nothing when all is well. */
  advice?: string;
}

/** Runs a look; what it throws is a finding too, so that one fault does not hide the others. */
export async function look(
  subject: string,
  advice: string,
  check: () => Promise<Finding[]> | Finding[],
): Promise<Finding[]> {
  try {
    return await check();
  } catch (error) {
    return [
      { subject, verdict: 'failure', found: error instanceof Error ? error.message : String(error), advice },
    ];
  }
}
