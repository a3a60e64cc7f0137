import type { FastifyInstance } from 'fastify';
import findMyWay from 'find-my-way';
import { AppError, sendProblem } from '../common/index.js';

/**
 * Answers 405 with `Allow` where an address exists and only the method does not (RFC 9110, 15.5.6); without it that is a 404.
 *
 * @returns installs the hook that answers. It must come after access: who may not know of an address learns nothing of its methods.
 */
export function noteMethods(fastify: FastifyInstance): () => void {
  const methodsOf = new Map<string, Set<string>>();
  fastify.addHook('onRoute', ({ method, url }) => {
    // What catches every address is the page, not an address of its own.
    if (url.includes('*')) return;
    // Some addresses are added with and without their slash.
    const address = url.replace(/(?<=.)\/$/, '');
    const methods = methodsOf.get(address) ?? new Set();
    for (const one of [method].flat()) methods.add(one);
    methodsOf.set(address, methods);
  });
  let router: ReturnType<typeof findMyWay> | null = null;
  return () => {
    fastify.addHook('onRequest', (request, reply, done) => {
      if (!request.is404) {
        done();
        return;
      }
      router ??= routerOf(methodsOf);
      const methods = router.find('GET', request.url.split('?')[0] ?? '')?.store as Set<string> | undefined;
      if (!methods || methods.has(request.method)) {
        done();
        return;
      }
      const allow = [...methods].sort().join(', ');
      const error = new AppError(
        'method_not_allowed',
        `${request.method} is not possible here. Use ${allow}.`,
        {
          headers: { allow },
        },
      );
      sendProblem(error, request, reply);
    });
  };
}

/** Every address under one method, which stands for all. */
function routerOf(methodsOf: ReadonlyMap<string, Set<string>>): ReturnType<typeof findMyWay> {
  const router = findMyWay({ maxParamLength: 500, ignoreTrailingSlash: true });
  for (const [url, methods] of methodsOf) router.on('GET', url, () => undefined, methods);
  return router;
}
