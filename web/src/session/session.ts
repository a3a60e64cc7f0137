import { computed, signal } from '@preact/signals';
import { accessToken, CSRF_HEADER } from '../api/token.ts';
import { call, renew, write, type Grant } from '../api/client.ts';
import { statusOf } from '../api/problem.ts';
import type { Me, Role } from '../api/types.ts';

/** Who is here. `off`: this server knows no users; `denied`: it wants one and nobody is signed in; null: not known yet. */
export const session = signal<'off' | 'denied' | Me | null>(null);

/** The server was asked who is here, whatever came of it: what a page shows by role can be laid out. */
export const asked = signal(false);

const RANK: Record<Role, number> = { viewer: 0, editor: 1, admin: 2 };

export function may(role: Role): boolean {
  const who = session.value;
  if (who === 'off') return true;
  return who !== null && who !== 'denied' && RANK[who.role] >= RANK[role];
}

/** There are users here, so signing in and out makes sense. */
export const hasUsers = computed(() => {
  const who = session.value;
  if (who === null || who === 'off') return false;
  return who === 'denied' || who.authRequired || who.kind !== 'anonymous' || who.role !== 'admin';
});

/** Asks the server who is here; the refresh cookie signs in again after a reload. */
export async function meet(): Promise<void> {
  try {
    let { body } = await call<Me>('/auth/me');
    if (body.kind === 'anonymous' && body.authRequired && (await renew()))
      body = (await call<Me>('/auth/me')).body;
    session.value = body;
  } catch (error) {
    const status = statusOf(error);
    if (status === 404) session.value = 'off';
    else if (status === 401 || status === 403) {
      session.value = 'denied';
      if (accessToken.value === null && (await renew().catch(() => null))) await meet();
    }
    // Anything else: unknown yet; asked again when the server is back.
  } finally {
    asked.value = true;
  }
}

/** @throws ApiError `invalid_credentials`, `too_many_requests` … */
export async function signIn(username: string, password: string): Promise<void> {
  const { body } = await write<Grant>(
    'POST',
    '/auth/login',
    { username, password, cookie: true },
    CSRF_HEADER,
  );
  accessToken.value = body.accessToken;
  await meet();
}

export async function signOut(): Promise<void> {
  await write('POST', '/auth/logout', undefined, CSRF_HEADER);
  accessToken.value = null;
  session.value = null;
  await meet();
}
