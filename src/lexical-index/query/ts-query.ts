import { headLexeme, quoteLexeme } from '../document.js';
import type { TermAlternative, TermGroup } from '../ports/lexical-index.port.js';

/** What mentions it and is something else. */
function servantQuery({ lexemes }: TermAlternative): string {
  return `(${[...lexemes.map(quoteLexeme), ...lexemes.map((lexeme) => `!${quoteLexeme(headLexeme(lexeme))}`)].join(' & ')})`;
}

function alternativeQuery(alternative: TermAlternative, asHead: boolean): string {
  if (asHead && alternative.served) return servantQuery(alternative);
  const lexemes = alternative.lexemes.map((lexeme, i) =>
    // The head of a term of several words is any of them: "минеральная вата", "автоматический выключатель".
    quoteLexeme(asHead && alternative.lexemes.length === 1 && i === 0 ? headLexeme(lexeme) : lexeme),
  );
  if (asHead && alternative.lexemes.length > 1) {
    const heads = alternative.lexemes.map((lexeme) => quoteLexeme(headLexeme(lexeme))).join(' | ');
    return `(${lexemes.join(' & ')} & (${heads}))`;
  }
  return lexemes.length > 1 ? `(${lexemes.join(' & ')})` : (lexemes[0] ?? '');
}

/** tsquery text of one group: any of its alternatives. */
export function groupQuery(group: TermGroup, asHead = false, widened = false): string {
  const alternatives = widened ? [...group.alternatives, ...group.fallback] : group.alternatives;
  return `(${alternatives.map((alternative) => alternativeQuery(alternative, asHead)).join(' | ')})`;
}

/**
 * tsquery text that asks for every one of the groups; null when there is none to ask for.
 * @param headIndex the group that must be what the material is, not merely be mentioned; what is for it, where that is asked for.
 */
export function conjunction(
  groups: readonly TermGroup[],
  { headIndex = null, widened = false }: { headIndex?: number | null; widened?: boolean } = {},
): string | null {
  const queries = groups.flatMap((group, i) =>
    group.alternatives.length > 0 ? [groupQuery(group, i === headIndex, widened)] : [],
  );
  return queries.length === 0 ? null : queries.join(' & ');
}
