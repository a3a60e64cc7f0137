/** Text in canonical letters, and where each of its UTF-16 units came from. */
export interface Normalized {
  text: string;
  /** Start in the original of unit `i`; null when the two line up one to one. */
  starts: Int32Array | null;
  /** End in the original (exclusive) of unit `i`. */
  ends: Int32Array | null;
}

const DASHES = /[\u2010-\u2015\u2212\uFE58\uFE63\uFF0D]/g;
const SPECIAL = /[ё\u2010-\u2015\u2212\uFE58\uFE63\uFF0D⌀∅ø×✕✖∗⋅·«»„“”‘’″´`\u00AD\u200B-\u200D\uFEFF]/;

/** Nearly every name: letters and signs that NFKC leaves as they are, in either case. */
const PLAIN = /^[\x20-\x7e\u0400-\u045f«»–—“”„Ø×]*$/;

/**
 * NFKC, lower case, ё to е, one kind of dash, quote, diameter and multiplication sign. Idempotent.
 */
export function normalizeText(text: string): string {
  const folded = PLAIN.test(text) ? text.toLowerCase() : compatible(text);
  if (!SPECIAL.test(folded)) return folded;
  return folded
    .replace(/ё/g, 'е')
    .replace(DASHES, '-')
    .replace(/[⌀∅]/g, 'ø')
    .replace(/[✕✖∗⋅·]/g, '×')
    .replace(/[«»„“”″]/g, '"')
    .replace(/[‘’´`]/g, "'")
    .replace(/[\u00AD\u200B-\u200D\uFEFF]/g, ' ');
}

function compatible(text: string): string {
  const folded = text.normalize('NFKC').toLowerCase().normalize('NFKC');
  // A few capital letters of other scripts decompose only once in lower case.
  const again = folded.toLowerCase().normalize('NFKC');
  return again === folded ? folded : again;
}

const CLUSTER = /[\s\S]\p{M}*/gu;

/** As {@link normalizeText}, with the way back to the original, for highlighting. */
export function normalizeWithOffsets(text: string): Normalized {
  const whole = normalizeText(text);
  if (PLAIN.test(text)) return { text: whole, starts: null, ends: null };
  if (whole.length === text.length && text.normalize('NFKC').length === text.length) {
    return { text: whole, starts: null, ends: null };
  }
  let folded = '';
  const starts: number[] = [];
  const ends: number[] = [];
  for (const { 0: cluster, index } of text.matchAll(CLUSTER)) {
    const piece = normalizeText(cluster);
    folded += piece;
    for (let i = 0; i < piece.length; i++) {
      starts.push(index);
      ends.push(index + cluster.length);
    }
  }
  return { text: folded, starts: Int32Array.from(starts), ends: Int32Array.from(ends) };
}
