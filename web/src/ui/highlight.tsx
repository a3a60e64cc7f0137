import type { JSX } from 'preact';

const ENTITIES: Record<string, string> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&#x27;': "'",
  '&amp;': '&',
};

function unescape(text: string): string {
  return text.replace(/&(?:lt|gt|quot|amp|#39|#x27);/g, (entity) => ENTITIES[entity] ?? entity);
}

/**
 * The server's highlight: escaped text with `<mark>`. It is taken apart and shown as text nodes, never as HTML, so that a name such as
 * `<img src=x onerror=…>` stays a name even if the server were wrong.
 */
export function Highlight({ html }: { html: string }): JSX.Element {
  const parts = html.split(/<mark>(.*?)<\/mark>/s);
  return (
    <>
      {parts.map((part, index) =>
        index % 2 === 1 ? <mark key={index}>{unescape(part)}</mark> : unescape(part),
      )}
    </>
  );
}
