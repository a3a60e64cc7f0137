const SPECIAL = /[\\*?[\]]/g;

/** Text in a Redis glob pattern that means only itself. */
export function escapeGlob(text: string): string {
  return text.replace(SPECIAL, '\\$&');
}

/** The same language as Redis's MATCH for `*`, `?` and `\x`; brackets mean themselves, as the callers escape them. */
export function globToRegExp(pattern: string): RegExp {
  let source = '';
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern.charAt(i);
    if (char === '\\' && i + 1 < pattern.length) source += escapeRegExp(pattern.charAt(++i));
    else if (char === '*') source += '.*';
    else if (char === '?') source += '.';
    else source += escapeRegExp(char);
  }
  return new RegExp(`^${source}$`, 's');
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
