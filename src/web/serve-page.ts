import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import { Logger } from '@nestjs/common';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { webConfig, type WebConfig } from './web.config.js';

/** Addresses that the page itself routes; everything else is the API's or unknown. */
export const PAGE_ROUTES = ['/', '/items/:id', '/imports', '/catalogue', '/ops', '/access', '/sign-in'];
/** Everything comes from this host, and no script stands in the document. */
const CONTENT_SECURITY_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
  "base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/** Where the page lies once built: `dist/web`, whether this runs from `dist/src` or, in tests, from `src`. */
function builtPage(): string {
  const here = fileURLToPath(new URL('.', import.meta.url));
  return import.meta.url.endsWith('.ts') ? join(here, '../../dist/web') : join(here, '../../web');
}

/**
 * Serves the page at `/`: hashed assets immutable and precompressed, the document never cached and under a strict content
 * security policy.
 */
export function servePage(fastify: FastifyInstance, config: WebConfig = webConfig()): void {
  if (!config.enabled) return;
  const root = builtPage();
  let document: Buffer;
  try {
    document = readFileSync(join(root, 'index.html'));
  } catch {
    new Logger('Web').warn('The page is not built, so / answers 404. "npm run build" builds it.');
    return;
  }
  void fastify.register(async (page) => {
    // What the page is made of tells nothing: whoever may not read the catalogue sees where to sign in.
    page.addHook('onRoute', (route) => {
      route.config = { ...route.config, access: 'public' };
    });
    serveFiles(page, root, document);
    await Promise.resolve();
  });
}

function serveFiles(fastify: FastifyInstance, root: string, document: Buffer): void {
  void fastify.register(fastifyStatic, {
    root: join(root, 'assets'),
    prefix: '/assets/',
    decorateReply: false,
    preCompressed: true,
    immutable: true,
    maxAge: '1y',
    index: false,
  });
  const icon = readFileSync(join(root, 'favicon.svg'));
  fastify.get('/favicon.svg', (_, reply) => {
    void reply.type('image/svg+xml').header('cache-control', 'public, max-age=86400').send(icon);
  });
  const send = (_: unknown, reply: FastifyReply): void => {
    void reply
      .type('text/html; charset=utf-8')
      .headers({
        'cache-control': 'no-cache',
        'content-security-policy': CONTENT_SECURITY_POLICY,
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'same-origin',
      })
      .send(document);
  };
  for (const route of PAGE_ROUTES) fastify.get(route, send);
}
