import { ImportFault } from '../../import-error.js';

export interface XmlHandler {
  /** @param name local name, without a namespace prefix. @param attributes raw text between name and bracket. */
  open(name: string, attributes: string): void;
  close(name: string): void;
  /** Text with entities resolved, possibly in several pieces. */
  text(text: string): void;
}

const MAX_TAG_CHARS = 65_536;

/** Streaming scanner for the XML that spreadsheets write; knows no DTD, so no entity can expand into anything. */
export class XmlScanner {
  private buffer = '';

  constructor(private readonly handler: XmlHandler) {}

  push(chunk: string): void {
    const buffer = this.buffer + chunk;
    let at = 0;
    for (;;) {
      const open = buffer.indexOf('<', at);
      if (open < 0) {
        // An entity may be cut by the end of the piece.
        const cut = buffer.lastIndexOf('&');
        const keep = cut >= at && buffer.length - cut < 16 ? cut : buffer.length;
        if (keep > at) this.handler.text(decodeEntities(buffer.slice(at, keep)));
        at = keep;
        break;
      }
      if (open > at) this.handler.text(decodeEntities(buffer.slice(at, open)));
      at = open;
      const cdata = buffer.startsWith('<![CDATA[', open);
      const comment = !cdata && buffer.startsWith('<!--', open);
      const end = cdata
        ? buffer.indexOf(']]>', open)
        : comment
          ? buffer.indexOf('-->', open)
          : tagEnd(buffer, open);
      if (end < 0) {
        if (buffer.length - open > MAX_TAG_CHARS) {
          throw new ImportFault(
            'broken_workbook',
            'The workbook holds XML that is not that of a spreadsheet.',
          );
        }
        break;
      }
      if (cdata) this.handler.text(buffer.slice(open + 9, end));
      else if (!comment) this.tag(buffer.slice(open + 1, end));
      at = cdata || comment ? end + 3 : end + 1;
    }
    this.buffer = buffer.slice(at);
  }

  private tag(text: string): void {
    const first = text.charCodeAt(0);
    if (first === 63 || first === 33) return; // Declarations.
    if (first === 47) {
      this.handler.close(localName(text.slice(1).trim()));
      return;
    }
    const empty = text.endsWith('/');
    const inner = empty ? text.slice(0, -1) : text;
    const blank = inner.search(/\s/);
    const name = localName(blank < 0 ? inner : inner.slice(0, blank));
    this.handler.open(name, blank < 0 ? '' : inner.slice(blank));
    if (empty) this.handler.close(name);
  }
}

function tagEnd(text: string, from: number): number {
  // A bracket within a quoted attribute is no end.
  for (let at = from; ; ) {
    const end = text.indexOf('>', at);
    if (end < 0) return -1;
    const quote = firstQuote(text, at, end);
    if (quote < 0) return end;
    const close = text.indexOf(text.charAt(quote), quote + 1);
    if (close < 0) return -1;
    at = close + 1;
  }
}

/** Of either kind; -1 when there is none before `end`. */
function firstQuote(text: string, from: number, end: number): number {
  for (let i = from; i < end; i += 1) {
    const code = text.charCodeAt(i);
    if (code === 34 || code === 39) return i;
  }
  return -1;
}

function localName(name: string): string {
  const colon = name.indexOf(':');
  return colon < 0 ? name : name.slice(colon + 1);
}

/** Value of an attribute; null when the tag does not have it. */
export function attribute(attributes: string, name: string): string | null {
  const match = new RegExp(`(?:^|\\s)(?:\\w+:)?${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(attributes);
  return match ? decodeEntities(match[1] ?? match[2] ?? '') : null;
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

export function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w{2,5}));/gi,
    (whole, hex?: string, decimal?: string, name?: string) => {
      if (name !== undefined) return ENTITIES[name.toLowerCase()] ?? whole;
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '';
    },
  );
}
