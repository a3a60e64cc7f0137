import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { problemComponent, problemResponse, statusOf, type ErrorCode } from './common/index.js';

type PathItem = OpenAPIObject['paths'][string];
type Operation = NonNullable<PathItem['get']>;

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** The OpenAPI document of the running program; `openapi.json` in the repository is this, checked for drift. */
export function buildOpenApi(app: NestFastifyApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('Materials Catalogue')
    .setDescription('Catalogue and search server for construction materials.')
    .setVersion('1')
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}_${method}`,
  });
  document.components = {
    ...document.components,
    schemas: { ...document.components?.schemas, Problem: problemComponent },
  };
  for (const item of Object.values(document.paths)) {
    for (const method of METHODS) {
      const operation = item[method];
      if (operation) addCommonProblems(operation);
    }
  }
  return document;
}

/** What the server itself answers before or beside a handler; a handler's own documentation of the status stands. */
function addCommonProblems(operation: Operation): void {
  const codes: ErrorCode[] = ['internal_error'];
  if (operation.requestBody) codes.push('malformed_json', 'payload_too_large', 'unsupported_media_type');
  if (operation.requestBody || (operation.parameters ?? []).length > 0) codes.push('validation_failed');
  for (const code of codes) operation.responses[String(statusOf(code))] ??= problemResponse([code]);
}

/** Serves Swagger UI at `/docs` and the document at `/openapi.json`, built on first use: a start should not wait for it. */
export function setUpOpenApi(app: NestFastifyApplication): void {
  SwaggerModule.setup('docs', app, () => buildOpenApi(app), {
    jsonDocumentUrl: 'openapi.json',
    customSiteTitle: 'Materials Catalogue API',
  });
}
