import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { AccessGuard } from './auth/index.js';
import {
  problemComponent,
  problemResponse,
  statusOf,
  type ErrorCode,
  type RouteAccess,
} from './common/index.js';
import { honoursIdempotencyKey } from './idempotency/index.js';

type PathItem = OpenAPIObject['paths'][string];
type Operation = NonNullable<PathItem['get']>;

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** The OpenAPI document of the running program; `openapi.json` in the repository is this, checked for drift. */
export function buildOpenApi(app: NestFastifyApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('Materials Catalogue')
    .setDescription('Catalogue and search server for construction materials.')
    .setVersion('1')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' }, 'bearer')
    .addApiKey({ type: 'apiKey', in: 'header', name: 'X-Api-Key' }, 'apiKey')
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}_${method}`,
  });
  document.components = {
    ...document.components,
    schemas: { ...document.components?.schemas, Problem: problemComponent },
  };
  const access = new Map(
    app.get(AccessGuard).routes.map((route) => [`${route.method} ${toTemplate(route.url)}`, route.access]),
  );
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of METHODS) {
      const operation = item[method];
      if (!operation) continue;
      if (method === 'post' && honoursIdempotencyKey(path)) addIdempotency(operation);
      addCommonProblems(operation);
      addAccess(operation, access.get(`${method.toUpperCase()} ${path}`) ?? 'admin');
    }
  }
  return document;
}

/** What the server itself answers before or beside a handler; a handler's own documentation of the status stands. */
function addCommonProblems(operation: Operation): void {
  const codes: ErrorCode[] = ['headers_too_large', 'internal_error'];
  if (operation.requestBody) codes.push('malformed_json', 'payload_too_large', 'unsupported_media_type');
  if ((operation.parameters ?? []).length > 0) codes.push('uri_too_long');
  if (operation.requestBody || (operation.parameters ?? []).length > 0) codes.push('validation_failed');
  for (const code of codes) operation.responses[String(statusOf(code))] ??= problemResponse([code]);
}

/** draft-ietf-httpapi-idempotency-key-header: what a POST may be sent with, and what that can be answered with. */
function addIdempotency(operation: Operation): void {
  operation.parameters = [
    ...(operation.parameters ?? []),
    {
      name: 'Idempotency-Key',
      in: 'header',
      description:
        'Names this request. Sent again within 24 h, it is answered with what the first one got and not done again.',
      schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[!-~]+$' },
    },
  ];
  const conflicts: ErrorCode[] = ['idempotency_key_in_use', 'idempotency_key_reused'];
  operation.responses['409'] = problemResponse([...documentedProblems(operation, 409), ...conflicts]);
}

/** The codes that an operation's own documentation names for a status. */
function documentedProblems({ responses }: Operation, status: number): ErrorCode[] {
  const documented = responses[String(status)] as Partial<ReturnType<typeof problemResponse>> | undefined;
  const examples = documented?.content?.['application/problem+json']?.examples ?? {};
  return Object.keys(examples) as ErrorCode[];
}

/** The path of a route as OpenAPI writes it. */
function toTemplate(url: string): string {
  return url.replace(/:(\w+)/g, '{$1}');
}

/** What a route asks of its caller. Where access is not asked for, an empty credential is enough. */
function addAccess(operation: Operation, access: RouteAccess): void {
  if (access === 'public') {
    operation.security = [];
    return;
  }
  operation.security = [{ bearer: [] }, { apiKey: [] }];
  operation.description = [operation.description, `Role: ${access}.`].filter(Boolean).join('\n\n');
  operation.responses['401'] ??= problemResponse(['unauthorized']);
  operation.responses['403'] ??= problemResponse(['forbidden']);
  operation.responses['429'] ??= problemResponse(['too_many_requests']);
  operation.responses['503'] ??= problemResponse(['overloaded']);
}

const DOCS = /^\/(docs([-/].*)?|openapi\.json)$/;

/** Serves Swagger UI at `/docs` and the document at `/openapi.json`, built on first use: a start should not wait for it. */
export function setUpOpenApi(app: NestFastifyApplication): void {
  // Swagger's routes are not ours to decorate.
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRoute', (route) => {
      if (DOCS.test(route.url)) route.config = { ...route.config, access: 'public' };
    });
  SwaggerModule.setup('docs', app, () => buildOpenApi(app), {
    jsonDocumentUrl: 'openapi.json',
    customSiteTitle: 'Materials Catalogue API',
  });
}
