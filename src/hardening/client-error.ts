import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import {
  AppError,
  newId,
  PROBLEM_CONTENT_TYPE,
  statusOf,
  toProblem,
  type ErrorCode,
} from '../common/index.js';

const CODES: Record<string, [ErrorCode, string]> = {
  ERR_HTTP_REQUEST_TIMEOUT: ['request_timeout', 'The request took too long to arrive.'],
  // The first mistake of whoever pastes a Russian query into a command line.
  HPE_INVALID_URL: [
    'malformed_request',
    'The address holds a letter or sign that must be percent-encoded (RFC 3986), such as "%D1%86" for "ц": with curl, -G --data-urlencode "q=цемент".',
  ],
  HPE_HEADER_OVERFLOW: ['headers_too_large', 'The request line and header fields are longer than 16 KiB.'],
};

/**
 * Answers what Node's HTTP parser cannot read, as a problem like any other (RFC 9457), and hangs up: where the next request would begin
 * is not known. No request exists yet, so the answer has an id of its own and no address.
 */
export function answerClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  if (socket.writable) {
    const [code, detail] = CODES[error.code ?? ''] ?? [
      'malformed_request',
      'This is not HTTP/1.1 as this server reads it.',
    ];
    const status = statusOf(code);
    const requestId = newId();
    const body = JSON.stringify(toProblem(new AppError(code, detail), { instance: '', requestId }));
    socket.write(
      [
        `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
        `Content-Type: ${PROBLEM_CONTENT_TYPE}`,
        `Content-Length: ${Buffer.byteLength(body)}`,
        `X-Request-Id: ${requestId}`,
        'X-Content-Type-Options: nosniff',
        'Connection: close',
        '',
        body,
      ].join('\r\n'),
    );
  }
  socket.destroy(error);
}
