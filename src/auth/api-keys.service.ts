import { Injectable } from '@nestjs/common';
import {
  AppError,
  decodeCursor,
  encodeCursor,
  isId,
  newId,
  validationError,
  type Page,
  type Role,
} from '../common/index.js';
import type { ApiKey } from './api-key.js';
import { ApiKeyStore } from './api-key-store.js';
import { Credentials } from './credentials.js';
import { hashSecret, newSecret } from './secrets.js';

/** Letters of a key that stay visible: enough to find it, 48 of its 256 bits. */
const PREFIX_LENGTH = 11;

export interface ApiKeyDraft {
  name: string;
  role: Role;
  scopes: readonly string[];
  rateLimit: number | null;
  expiresAt: Date | null;
  createdBy: string | null;
}

/** API keys: for programs. A key is shown once, when it is made. */
@Injectable()
export class ApiKeysService {
  constructor(
    private readonly store: ApiKeyStore,
    private readonly credentials: Credentials,
  ) {}

  async list(limit: number, cursor?: string): Promise<Page<ApiKey>> {
    const after = cursor === undefined ? null : String(decodeCursor(cursor, 1)[0]);
    if (after !== null && !isId(after)) {
      throw validationError([{ path: 'cursor', code: 'invalid_cursor', message: 'Is not one of ours.' }]);
    }
    const keys = await this.store.page(after, limit + 1);
    const items = keys.slice(0, limit);
    const last = items.at(-1);
    return { items, nextCursor: keys.length > limit && last ? encodeCursor([last.id]) : null };
  }

  async create(draft: ApiKeyDraft): Promise<{ apiKey: ApiKey; key: string }> {
    const key = newSecret('mc_');
    const apiKey = await this.store.insert(
      {
        ...draft,
        id: newId(),
        scopes: [...new Set(draft.scopes)],
        prefix: key.slice(0, PREFIX_LENGTH),
      },
      hashSecret(key),
    );
    // A key that was tried before it was made is remembered as wrong.
    this.credentials.forget();
    return { apiKey, key };
  }

  /** @throws AppError `api_key_not_found`. */
  async delete(id: string): Promise<void> {
    if (!(await this.store.delete(id))) throw new AppError('api_key_not_found', `There is no API key ${id}.`);
    this.credentials.forget();
  }
}
