import type { PGlite } from '@electric-sql/pglite';

/** First bytes of protocol messages (PostgreSQL 18 documentation, chapter 54.7). */
const code = (letter: string): number => letter.charCodeAt(0);
/** Messages after which the same connection must go on: Parse, Bind, Describe, Execute, Close, Flush, CopyData. */
const OPEN = new Set(['P', 'B', 'D', 'E', 'C', 'H', 'd'].map(code));
const COPY_IN_RESPONSE = code('G');

/**
 * PGlite as the socket server needs it. The server takes one protocol message at a time from whichever connection was first, but
 * there is one session with one unnamed statement: between Parse and Bind of one connection another one's Parse would replace it,
 * and the first would be answered with the other's rows. It does hold to one connection while a transaction is open; so the time
 * from an exchange's first message to its Sync (or the end of its COPY) is reported as a transaction as well.
 */
export function withExclusiveExchanges(db: PGlite): PGlite {
  let open = false;
  const execProtocolRawStream: PGlite['execProtocolRawStream'] = async (message, options) => {
    open = OPEN.has(message[0] ?? 0);
    await db.execProtocolRawStream(message, {
      ...options,
      onRawData: (data) => {
        if (data[0] === COPY_IN_RESPONSE) open = true;
        options.onRawData(data);
      },
    });
  };
  const replaced: Partial<PGlite> = {
    execProtocolRawStream,
    isInTransaction: () => open || db.isInTransaction(),
    // How the server cleans up after a connection that broke off in the middle.
    exec: async (...input) => {
      open = false;
      return db.exec(...input);
    },
  };
  return new Proxy(db, {
    get: (target, name) => {
      const value: unknown = Reflect.get(name in replaced ? replaced : target, name);
      return typeof value === 'function' ? (value as (...args: unknown[]) => unknown).bind(target) : value;
    },
  });
}
