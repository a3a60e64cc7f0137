import { ConfigError } from '../config/index.js';
import type { AuthConfig } from './auth.config.js';

/** @throws ConfigError when settings would let the network in without saying so, or nobody could sign in twice. */
export function checkDoor(config: AuthConfig): void {
  if (!config.required && !config.local && !config.allowAnonymous) {
    throw new ConfigError(
      `AUTH_REQUIRED=false, and HOST ${config.host} can be reached from the network. Leave AUTH_REQUIRED out, ` +
        'or set AUTH_ALLOW_ANONYMOUS=true if everybody may really come in. See docs/access.md.',
    );
  }
  if (config.required && config.secret === null && config.keyFile === null) {
    throw new ConfigError(
      `Access is asked for (HOST is ${config.host}), and no key signs the sessions. Set JWT_SECRET ` +
        '(openssl rand -base64 32) or JWT_KEY_FILE. See docs/access.md.',
    );
  }
}
