import { applyDecorators } from '@nestjs/common';
import { ApiQuery, ApiResponse } from '@nestjs/swagger';
import { z } from 'zod';
import { statusOf, titleOf, type ErrorCode } from './errors.js';

type OpenApiSchema = Record<string, unknown>;

/** JSON schema (OpenAPI 3.0 dialect) of a zod schema; what JSON Schema cannot say (a refinement, a transform) is left out. */
export function toOpenApi(schema: z.ZodType, io: 'input' | 'output' = 'output'): OpenApiSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    target: 'openapi-3.0',
    io,
    unrepresentable: 'any',
    reused: 'inline',
  }) as OpenApiSchema;
  return rest;
}

/** Documents a successful answer: its schema and one example. */
export function ApiOk(
  status: number,
  description: string,
  schema: z.ZodType,
  example?: unknown,
): MethodDecorator {
  return ApiResponse({
    status,
    description,
    content: {
      'application/json': { schema: toOpenApi(schema), ...(example === undefined ? {} : { example }) },
    },
  });
}

/** Documents the fields of an object schema as parameters of the query string. */
export function ApiQueryFields(schema: z.ZodType): MethodDecorator {
  const { properties = {}, required = [] } = toOpenApi(schema, 'input') as {
    properties?: Record<string, OpenApiSchema>;
    required?: string[];
  };
  return applyDecorators(
    ...Object.entries(properties).map(([name, { example, ...property }]) =>
      ApiQuery({
        name,
        required: required.includes(name),
        schema: property,
        ...(example === undefined ? {} : { example }),
      }),
    ),
  );
}

/** Documents the problem details that a route can answer, one example for each code. */
export function ApiProblems(...codes: ErrorCode[]): MethodDecorator & ClassDecorator {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of new Set<ErrorCode>(codes)) {
    byStatus.set(statusOf(code), [...(byStatus.get(statusOf(code)) ?? []), code]);
  }
  return applyDecorators(
    ...[...byStatus].map(([status, ofStatus]) => ApiResponse({ status, ...problemResponse(ofStatus) })),
  );
}

/** OpenAPI response of problem details, with one example for each of some codes that share a status. */
export function problemResponse(codes: readonly ErrorCode[]): {
  description: string;
  content: Record<string, { schema: { $ref: string }; examples: Record<string, { value: unknown }> }>;
} {
  return {
    description: codes.map(titleOf).join(' · '),
    content: {
      'application/problem+json': {
        schema: { $ref: '#/components/schemas/Problem' },
        examples: Object.fromEntries(codes.map((code) => [code, { value: exampleProblem(code) }])),
      },
    },
  };
}

function exampleProblem(code: ErrorCode): Record<string, unknown> {
  return {
    type: `urn:materials-catalogue:problem:${code}`,
    title: titleOf(code),
    status: statusOf(code),
    detail: code === 'validation_failed' ? 'name: Too small' : `${titleOf(code)}.`,
    instance: '/api/v1/…',
    code,
    requestId: '0190a0f3-6c1e-7c3a-9d6b-2f1f2a3b4c5d',
    ...(code === 'validation_failed'
      ? { errors: [{ path: 'name', code: 'too_small', message: 'Too small' }] }
      : {}),
  };
}

/** The component every problem answer refers to. */
export const problemComponent: OpenApiSchema = {
  type: 'object',
  description: 'RFC 9457 problem details.',
  required: ['type', 'title', 'status', 'detail', 'instance', 'code', 'requestId'],
  properties: {
    type: { type: 'string', format: 'uri' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    instance: { type: 'string' },
    code: { type: 'string' },
    requestId: { type: 'string' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['path', 'code', 'message'],
        properties: { path: { type: 'string' }, code: { type: 'string' }, message: { type: 'string' } },
      },
    },
  },
};
