export { AccessGuard, type GuardedRoute } from './access-guard.js';
export { AREAS, type ApiKey } from './api-key.js';
export { ApiKeysService } from './api-keys.service.js';
export { AuthModule } from './auth.module.js';
export { authConfig, type AuthConfig } from './auth.config.js';
export { passwordSchema, usernameSchema } from './dto/user.dto.js';
export type { User } from './user.js';
export { UsersService } from './users.service.js';
