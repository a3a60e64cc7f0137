import { applyDecorators } from '@nestjs/common';
import { ApiQuery } from '@nestjs/swagger';
import type { z } from 'zod';
import { toOpenApi } from '../../common/index.js';

interface ObjectSchema {
  properties?: Record<string, Record<string, unknown>>;
  required?: string[];
}

/** Documents the fields of an object schema as parameters of the query string. */
export function ApiQuestion(schema: z.ZodType): MethodDecorator {
  const { properties = {}, required = [] } = toOpenApi(schema, 'input') as ObjectSchema;
  return applyDecorators(
    ...Object.entries(properties).map(([name, { example, default: standard, ...property }]) =>
      ApiQuery({
        name,
        required: required.includes(name),
        schema: {
          ...property,
          ...(standard === undefined || Array.isArray(standard) ? {} : { default: standard }),
        },
        ...(example === undefined ? {} : { example }),
      }),
    ),
  );
}
