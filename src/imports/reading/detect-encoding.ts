import iconv from 'iconv-lite';

export const CYRILLIC_ENCODINGS = ['windows-1251', 'cp866', 'koi8-r'] as const;

/** How often a letter comes in Russian, per thousand (National Corpus of the Russian language); ё counts as е. */
const FREQUENCY: Readonly<Record<string, number>> = {
  о: 110, е: 85, а: 80, и: 74, н: 67, т: 63, с: 55, р: 47, в: 45, л: 44, к: 35, м: 32, д: 30, п: 28, у: 26, я: 20,
  ы: 19, ь: 17, г: 17, з: 16, б: 16, ч: 14, й: 12, х: 10, ж: 9, ш: 7, ю: 6, ц: 5, щ: 4, э: 3, ф: 3, ъ: 1, ё: 8,
}; // prettier-ignore

/**
 * Encoding of a text by its bytes: a byte order mark, else UTF-16 by its zero bytes, else UTF-8 if the bytes are that, else the Cyrillic
 * code page that makes the most Russian of them.
 *
 * @param sample first bytes of the file, cut anywhere.
 * @returns an iconv-lite name; `utf-8` for plain ASCII.
 */
export function detectEncoding(sample: Buffer): string {
  if (sample[0] === 0xef && sample[1] === 0xbb && sample[2] === 0xbf) return 'utf-8';
  if (sample[0] === 0xff && sample[1] === 0xfe) return 'utf-16le';
  if (sample[0] === 0xfe && sample[1] === 0xff) return 'utf-16be';
  const wide = utf16ByZeros(sample);
  if (wide) return wide;
  if (isUtf8(sample) || nearlyUtf8(sample)) return 'utf-8';
  const scored = CYRILLIC_ENCODINGS.map((encoding) => ({
    encoding,
    score: russianScore(iconv.decode(sample, encoding)),
  }));
  scored.sort((a, b) => b.score - a.score);
  return scored[0]?.encoding ?? 'windows-1251';
}

function utf16ByZeros(sample: Buffer): string | null {
  let even = 0;
  let odd = 0;
  for (let i = 0; i < sample.length; i += 1) {
    if (sample[i] !== 0) continue;
    if (i % 2 === 0) even += 1;
    else odd += 1;
  }
  if (even + odd < sample.length / 40 || even + odd === 0) return null;
  return odd > even ? 'utf-16le' : 'utf-16be';
}

/** UTF-8 with the last character possibly cut off. */
export function isUtf8(bytes: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/** UTF-8 with some broken places, as left by programs that cut texts at a number of bytes: no code page yields so many whole letters. */
function nearlyUtf8(bytes: Buffer): boolean {
  const text = new TextDecoder('utf-8').decode(bytes, { stream: true });
  let broken = 0;
  let whole = 0;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code === 0xfffd) broken += 1;
    else if (code >= 0x80) whole += 1;
  }
  return whole >= 20 && broken * 20 <= whole;
}

/** Higher for what reads as Russian: common letters, words of one case; lower for boxes, controls and mixed case. */
function russianScore(text: string): number {
  let score = 0;
  let previous = '';
  for (const char of text) {
    if (char.charCodeAt(0) >= 0x80) {
      const lower = char.toLowerCase();
      const frequency = FREQUENCY[lower];
      if (frequency !== undefined) {
        score += Math.log(frequency / 8);
        // KOI8 and 1251 swap the cases: "hELLO" is the mark of the wrong one.
        if (char !== lower && /[а-яё]/.test(previous)) score -= 6;
        if (char !== lower) score -= 0.3;
      } else if (/[№«»–—₽€°²³±·×Ø\u00a0…“”"•§]/.test(char)) score -= 0.2;
      else score -= 6;
    }
    previous = char;
  }
  return score;
}
