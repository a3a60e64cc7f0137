import { analyze, measureLexemes } from '../text-analysis/index.js';
import type { QueryUnderstanding } from './ports/lexical-index.port.js';

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => ESCAPES[sign] ?? sign);
}

/** HTML-escaped text with `<mark>` around what the query matched; null when nothing did. */
export function highlight({ groups }: QueryUnderstanding, text: string): string | null {
  const wanted = new Set(
    groups.flatMap(({ alternatives }) => alternatives.flatMap(({ lexemes }) => lexemes)),
  );
  const { words, codes, measures } = analyze(text);
  const spans = [
    ...words.filter(({ stem, stop }) => !stop && wanted.has(stem)),
    ...codes.filter((code) => wanted.has(code.text)),
    ...measures.filter((measure) => measureLexemes(measure).some((lexeme) => wanted.has(lexeme))),
  ].sort((a, b) => a.start - b.start);
  if (spans.length === 0) return null;
  let html = '';
  let at = 0;
  for (let i = 0; i < spans.length; ) {
    const start = Math.max(at, spans[i]?.start ?? at);
    let end = spans[i]?.end ?? at;
    for (i++; i < spans.length && (spans[i]?.start ?? 0) <= end; i++) end = Math.max(end, spans[i]?.end ?? 0);
    if (end <= start) continue;
    html += `${escapeHtml(text.slice(at, start))}<mark>${escapeHtml(text.slice(start, end))}</mark>`;
    at = end;
  }
  return html + escapeHtml(text.slice(at));
}
