/** A longer text is shown by its most telling part. */
const PASSAGE_LENGTH = 300;

/**
 * The part of a text that matched best, highlighted.
 *
 * @param highlight HTML-escapes a text and marks what matched in it; null when nothing did.
 * @returns null when nothing in the text matched.
 */
export function highlightPassage(text: string, highlight: (text: string) => string | null): string | null {
  if (text.length <= PASSAGE_LENGTH) return highlight(text);
  let best: { html: string; marks: number } | null = null;
  for (const passage of split(text)) {
    const html = highlight(passage);
    if (html === null) continue;
    const marks = html.split('<mark>').length - 1;
    if (!best || marks > best.marks) best = { html, marks };
  }
  return best?.html ?? null;
}

/** Pieces of at most PASSAGE_LENGTH characters, cut behind a sentence where there is one, else behind a word. */
function split(text: string): string[] {
  const pieces: string[] = [];
  let rest = text;
  while (rest.length > PASSAGE_LENGTH) {
    const head = rest.slice(0, PASSAGE_LENGTH);
    const sentence = Math.max(
      head.lastIndexOf('. '),
      head.lastIndexOf('! '),
      head.lastIndexOf('? '),
      head.lastIndexOf('\n'),
    );
    const word = head.lastIndexOf(' ');
    // Cutting inside a word that fills a whole piece must not part a surrogate pair.
    const hard = /[\uD800-\uDBFF]$/.test(head) ? PASSAGE_LENGTH - 1 : PASSAGE_LENGTH;
    const end = sentence > PASSAGE_LENGTH / 3 ? sentence + 1 : word > 0 ? word : hard;
    pieces.push(rest.slice(0, end).trim());
    rest = rest.slice(end).trimStart();
  }
  pieces.push(rest);
  return pieces.filter((piece) => piece !== '');
}
