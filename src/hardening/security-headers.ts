import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import helmet, { type HelmetOptions } from 'helmet';

/** What Swagger UI needs: its own files, styles it sets itself, and icons that are data. */
const DOCUMENT: HelmetOptions = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      'default-src': ["'none'"],
      'script-src': ["'self'"],
      'style-src': ["'self'", "'unsafe-inline'"],
      'img-src': ["'self'", 'data:'],
      'font-src': ["'self'", 'data:'],
      'connect-src': ["'self'"],
      'base-uri': ["'none'"],
      'form-action': ["'self'"],
      'frame-ancestors': ["'none'"],
    },
  },
  xFrameOptions: { action: 'deny' },
  strictTransportSecurity: { includeSubDomains: false },
};

/** Data is not a document: nothing in it may run, and no page of another site may take it in. */
const DATA: HelmetOptions = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"] },
  },
  xContentTypeOptions: true,
  crossOriginResourcePolicy: { policy: 'same-origin' },
  referrerPolicy: { policy: 'no-referrer' },
  // Heeded only over TLS. Other names below this host are other people's affair.
  strictTransportSecurity: { includeSubDomains: false },
  // These speak to documents, old browsers and plug-ins.
  crossOriginOpenerPolicy: false,
  originAgentCluster: false,
  xDnsPrefetchControl: false,
  xDownloadOptions: false,
  xFrameOptions: false,
  xPermittedCrossDomainPolicies: false,
  xXssProtection: false,
  xPoweredBy: false,
};

/**
 * Tells browsers what may be done with an answer. Helmet says which headers once, at the start: its plugin for Fastify would work them
 * out again for every request, which costs more than the rest of a hit of the cache.
 */
export function installSecurityHeaders(fastify: FastifyInstance): void {
  const data = headersOf(DATA);
  const document = headersOf(DOCUMENT);
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.headers(request.url.startsWith('/api/') ? data : document);
    done();
  });
}

/** Names and values of the headers of data, alternating. */
export function dataHeaders(): readonly string[] {
  return Object.entries(headersOf(DATA)).flat();
}

/** The headers helmet would set. */
export function headersOf(options: HelmetOptions): Record<string, string> {
  const headers: Record<string, string> = {};
  const response = {
    setHeader: (name: string, value: string) => (headers[name.toLowerCase()] = value),
    removeHeader: () => undefined,
  };
  helmet(options)({} as IncomingMessage, response as unknown as ServerResponse, (error?: unknown) => {
    if (error instanceof Error) throw error;
  });
  return headers;
}
