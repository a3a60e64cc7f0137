import type { TestApp } from './app.js';

const BOUNDARY = 'form-boundary-7d9';

/** Uploads a CSV as a supplier's price list and waits until its import has ended. @returns the id of the price list. */
export async function loadPriceList(server: TestApp, supplier: string, csv: string): Promise<string> {
  const accepted = await server.inject({
    method: 'POST',
    url: '/api/v1/imports',
    headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` },
    payload:
      `--${BOUNDARY}\r\nContent-Disposition: form-data; name="supplier"\r\n\r\n${supplier}\r\n` +
      `--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="p.csv"\r\n\r\n` +
      `${csv}\r\n--${BOUNDARY}--\r\n`,
  });
  const { id } = accepted.json<{ id: string }>();
  await server.inject({ url: `/api/v1/imports/${id}/events` });
  const job = await server.inject({ url: `/api/v1/imports/${id}` });
  return job.json<{ priceListId: string }>().priceListId;
}
