/**
 * Every expected failure of the program. Codes are public and stable: clients switch on them, `docs/errors.md` lists them
 * (a test checks both directions), and a code without a status does not compile.
 */
const PROBLEMS = {
  malformed_request: [400, 'Malformed request'],
  malformed_json: [400, 'Malformed JSON'],
  unauthorized: [401, 'Authentication required'],
  invalid_credentials: [401, 'Wrong user name or password'],
  forbidden: [403, 'Not allowed'],
  not_found: [404, 'Not found'],
  material_not_found: [404, 'Material not found'],
  category_not_found: [404, 'Category not found'],
  unit_not_found: [404, 'Unit not found'],
  supplier_not_found: [404, 'Supplier not found'],
  price_list_not_found: [404, 'Price list not found'],
  import_not_found: [404, 'Import not found'],
  synonym_not_found: [404, 'Synonym not found'],
  user_not_found: [404, 'User not found'],
  api_key_not_found: [404, 'API key not found'],
  method_not_allowed: [405, 'Method not allowed'],
  not_acceptable: [406, 'Not acceptable'],
  request_timeout: [408, 'Request timed out'],
  conflict: [409, 'Conflict'],
  duplicate_sku: [409, 'SKU already in use'],
  duplicate_category: [409, 'Category already exists'],
  duplicate_unit: [409, 'Unit or alias already exists'],
  duplicate_supplier: [409, 'Supplier already exists'],
  duplicate_synonym: [409, 'Synonym already exists'],
  duplicate_user: [409, 'User name is taken'],
  last_admin: [409, 'Last admin'],
  category_in_use: [409, 'Category is in use'],
  category_cycle: [409, 'Category would contain itself'],
  unit_in_use: [409, 'Unit is in use'],
  import_not_running: [409, 'Import is not running'],
  idempotency_key_in_use: [409, 'Idempotency key in use'],
  idempotency_key_reused: [409, 'Idempotency key reused'],
  version_mismatch: [412, 'Version mismatch'],
  payload_too_large: [413, 'Payload too large'],
  uri_too_long: [414, 'URI too long'],
  unsupported_media_type: [415, 'Unsupported media type'],
  validation_failed: [422, 'Validation failed'],
  import_unreadable: [422, 'File cannot be imported'],
  too_many_requests: [429, 'Too many requests'],
  headers_too_large: [431, 'Request header fields too large'],
  internal_error: [500, 'Internal error'],
  not_implemented: [501, 'Not implemented'],
  service_unavailable: [503, 'Service unavailable'],
  deadline_exceeded: [503, 'Deadline exceeded'],
  overloaded: [503, 'Overloaded'],
  database_unavailable: [503, 'Database unavailable'],
  search_unavailable: [503, 'Search unavailable'],
  cache_unavailable: [503, 'Cache unavailable'],
  embedder_unavailable: [503, 'Embedder unavailable'],
  vector_index_unavailable: [503, 'Vector index unavailable'],
  not_ready: [503, 'Not ready'],
  shutting_down: [503, 'Shutting down'],
} as const satisfies Record<string, readonly [status: number, title: string]>;

export type ErrorCode = keyof typeof PROBLEMS;

export const ERROR_CODES = Object.keys(PROBLEMS) as ErrorCode[];

/** HTTP status of an error code. */
export function statusOf(code: ErrorCode): number {
  return PROBLEMS[code][0];
}

/** Short, constant title of an error code (RFC 9457 `title`). */
export function titleOf(code: ErrorCode): string {
  return PROBLEMS[code][1];
}

/** One fault of an input: where it is, a stable code, and what to do about it. */
export interface FieldError {
  /** Dotted path into the body, query or params, for example `items.3.name`; empty for the whole input. */
  path: string;
  code: string;
  message: string;
}

/** An expected failure. Everything else that is thrown is a bug or an outage, answered as 500 without its text. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly errors: readonly FieldError[] | undefined;
  /** Extra response headers, for example `Retry-After`. */
  readonly headers: Readonly<Record<string, string>> | undefined;

  constructor(
    code: ErrorCode,
    detail: string,
    options: { errors?: readonly FieldError[]; cause?: unknown; headers?: Record<string, string> } = {},
  ) {
    super(detail, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.errors = options.errors;
    this.headers = options.headers;
  }
}

/** Most faults that one answer names: who sends a hundred thousand wrong fields is not sent them all back. */
export const MAX_FIELD_ERRORS = 100;

/** The 422 for input of a wrong type, range or shape; it names the first {@link MAX_FIELD_ERRORS} faults. */
export function validationError(errors: readonly FieldError[]): AppError {
  const first = errors[0];
  const detail = first
    ? `${first.path || 'The request'}: ${first.message}${errors.length > 1 ? ` (and ${errors.length - 1} more)` : ''}`
    : 'The request is not valid.';
  return new AppError('validation_failed', detail, { errors: errors.slice(0, MAX_FIELD_ERRORS) });
}
