import { StandardSchemaValidationPipe } from '@nestjs/common';
import { type z } from 'zod';
import { MAX_FIELD_ERRORS, validationError, type FieldError } from './errors.js';

/** The part of a zod or Standard Schema issue that the contract shows. */
interface SchemaIssue {
  message: string;
  code?: string | undefined;
  keys?: readonly string[];
  path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** A field that a client made up can be as long as its body; its start is enough to find it. */
const MAX_PATH_PART = 100;

/** Field errors from schema issues; a path is dotted, `prefix` stands before it. */
export function toFieldErrors(issues: readonly SchemaIssue[], prefix = ''): FieldError[] {
  return issues.flatMap((issue) => {
    const parts = (issue.path ?? []).map((part) => String(typeof part === 'object' ? part.key : part));
    const at = (...more: string[]): string =>
      [...(prefix ? [prefix] : []), ...parts, ...more]
        .map((part) => (part.length > MAX_PATH_PART ? `${part.slice(0, MAX_PATH_PART)}…` : part))
        .join('.');
    if (issue.code === 'unrecognized_keys' && issue.keys) {
      return issue.keys
        .slice(0, MAX_FIELD_ERRORS)
        .map((key) => ({ path: at(key), code: 'unknown_field', message: 'Unknown field.' }));
    }
    return [{ path: at(), code: issue.code ?? 'invalid', message: issue.message }];
  });
}

/**
 * Parses input by a schema.
 *
 * @throws AppError `validation_failed` (422) that names every faulty field.
 */
export function parseOrThrow<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const result = schema.safeParse(input);
  if (!result.success) throw validationError(toFieldErrors(result.error.issues));
  return result.data;
}

/**
 * Global pipe: validates every parameter that declares a schema (`@Body({ schema })`, `@Query({ schema })`, `@Param({ schema })`),
 * hands on the parsed value, and answers 422 naming each field.
 */
export function createValidationPipe(): StandardSchemaValidationPipe {
  return new StandardSchemaValidationPipe({
    exceptionFactory: (issues) => validationError(toFieldErrors(issues)),
  });
}
