import { Global, Module } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';
import { AccessPolicy, Clock } from '../common/index.js';
import { DatabaseNotices } from '../database/index.js';
import { AccessGuard } from './access-guard.js';
import { AccessTokens } from './access-tokens.js';
import { ApiKeyStore } from './api-key-store.js';
import { ApiKeysController } from './api-keys.controller.js';
import { ApiKeysService } from './api-keys.service.js';
import { authConfig, type AuthConfig } from './auth.config.js';
import { AuthController } from './auth.controller.js';
import { Credentials } from './credentials.js';
import { KeyUses } from './key-uses.js';
import { LockOut } from './lock-out.js';
import { Passwords } from './passwords.js';
import { SessionStore } from './session-store.js';
import { SessionsService } from './sessions.service.js';
import { UserStore } from './user-store.js';
import { UsersController } from './users.controller.js';
import { UsersService } from './users.service.js';

/** Sent by triggers on the tables of this room. */
const CHANNEL = 'access_changes';

/** Users, sessions and API keys, and the guard before every route. */
@Global()
@Module({
  imports: [ConfigModule.forFeature(authConfig)],
  controllers: [AuthController, UsersController, ApiKeysController],
  providers: [
    ApiKeyStore,
    KeyUses,
    LockOut,
    Passwords,
    SessionStore,
    UserStore,
    {
      provide: AccessTokens,
      inject: [authConfig.KEY, Clock],
      useFactory: (config: AuthConfig, clock: Clock) => new AccessTokens(config, clock),
    },
    {
      provide: Credentials,
      inject: [authConfig.KEY, AccessTokens, SessionStore, ApiKeyStore, KeyUses, Clock],
      useFactory: (
        config: AuthConfig,
        tokens: AccessTokens,
        sessions: SessionStore,
        keys: ApiKeyStore,
        uses: KeyUses,
        clock: Clock,
      ) => new Credentials(config, tokens, sessions, keys, uses, clock),
    },
    {
      provide: SessionsService,
      inject: [authConfig.KEY, UserStore, SessionStore, AccessTokens, Passwords, LockOut, Credentials, Clock],
      useFactory: (...parts: ConstructorParameters<typeof SessionsService>) => new SessionsService(...parts),
    },
    UsersService,
    ApiKeysService,
    AccessGuard,
    {
      provide: AccessPolicy,
      inject: [authConfig.KEY],
      useFactory: ({ required, local }: AuthConfig): AccessPolicy => ({ isPrivate: local && !required }),
    },
  ],
  exports: [AccessGuard, AccessPolicy, UsersService, ApiKeysService],
})
export class AuthModule {
  constructor(notices: DatabaseNotices, credentials: Credentials) {
    notices.subscribe(CHANNEL, () => credentials.forget());
  }
}
