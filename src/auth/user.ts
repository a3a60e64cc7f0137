import type { Role } from '../common/index.js';

export interface User {
  id: string;
  username: string;
  role: Role;
  /** A disabled user keeps the name and cannot sign in. */
  disabled: boolean;
  createdAt: Date;
  updatedAt: Date;
  lastLoginAt: Date | null;
}

/** User names are compared without regard to letter case and to how an accent was typed. */
export function normaliseUsername(username: string): string {
  return username.trim().normalize('NFKC').toLowerCase();
}
