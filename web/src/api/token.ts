import { signal } from '@preact/signals';

/** The access token lives here and nowhere else: a reload asks for a new one with the httpOnly refresh cookie. */
export const accessToken = signal<string | null>(null);

/** A form of another site cannot set it, so a request that carries it comes from this page (see docs/web.md). */
export const CSRF_HEADER = { 'x-requested-with': 'materials-catalogue' };
