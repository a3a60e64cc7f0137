import { Body, Controller, Get, Header, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { Access, ApiOk, ApiProblems, AppError, toOpenApi } from '../common/index.js';
import { authConfig, type AuthConfig } from './auth.config.js';
import { Credentials } from './credentials.js';
import {
  EXAMPLE_GRANT,
  EXAMPLE_ME,
  grantSchema,
  loginSchema,
  meSchema,
  refreshSchema,
  toGrantResponse,
  toMeResponse,
  type GrantResponse,
  type MeResponse,
} from './dto/auth.dto.js';
import { readRefreshCookie, setRefreshCookie } from './refresh-cookie.js';
import { SessionsService, type Grant } from './sessions.service.js';

const REFRESH_BODY = ApiBody({
  required: false,
  schema: toOpenApi(refreshSchema, 'input'),
  examples: { token: { value: { refreshToken: 'mcr_…' } }, cookie: { value: {} } },
});

@ApiTags('Access')
@ApiProblems('database_unavailable')
@Access('public')
@Controller('auth')
export class AuthController {
  constructor(
    private readonly sessions: SessionsService,
    private readonly credentials: Credentials,
    @Inject(authConfig.KEY) private readonly config: AuthConfig,
  ) {}

  @Post('login')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Sign in with user name and password' })
  @ApiBody({
    schema: toOpenApi(loginSchema, 'input'),
    examples: { login: { value: { username: 'anna', password: 'correct horse battery staple' } } },
  })
  @ApiOk(200, 'An access token, and the refresh token that gives the next.', grantSchema, EXAMPLE_GRANT)
  @ApiProblems('invalid_credentials', 'validation_failed', 'too_many_requests', 'service_unavailable')
  async login(
    @Body({ schema: loginSchema }) body: z.output<typeof loginSchema>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<GrantResponse> {
    const grant = await this.sessions.login(body.username, body.password, request.ip);
    return this.answer(grant, body.cookie, request, reply);
  }

  @Post('refresh')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @ApiOperation({
    summary: 'Exchange a refresh token for new tokens',
    description:
      'Each refresh token works once; one that is shown again ends the session. Without a body the cookie of the login is used, ' +
      'and then the header X-Requested-With must be there.',
  })
  @REFRESH_BODY
  @ApiOk(200, 'New tokens.', grantSchema, EXAMPLE_GRANT)
  @ApiProblems('unauthorized', 'forbidden', 'validation_failed')
  async refresh(
    @Body({ schema: refreshSchema.optional() }) body: z.output<typeof refreshSchema> | undefined,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<GrantResponse> {
    const given = body?.refreshToken;
    const token = given ?? readRefreshCookie(request);
    if (token === null) throw new AppError('unauthorized', 'There is no refresh token.');
    return this.answer(await this.sessions.refresh(token), given === undefined, request, reply);
  }

  @Post('logout')
  @HttpCode(204)
  @ApiOperation({ summary: 'End a session: that of the refresh token, or of the access token' })
  @REFRESH_BODY
  @ApiNoContentResponse({ description: 'The session has ended.' })
  @ApiProblems('unauthorized', 'forbidden', 'validation_failed')
  async logout(
    @Body({ schema: refreshSchema.optional() }) body: z.output<typeof refreshSchema> | undefined,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const refreshToken = body?.refreshToken ?? readRefreshCookie(request);
    if (refreshToken !== null) await this.sessions.logout({ refreshToken });
    else {
      const bearer = /^bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
      const sessionId = bearer === undefined ? null : (await this.credentials.verify(bearer))?.sessionId;
      if (!sessionId) throw new AppError('unauthorized', 'There is no session to end.');
      await this.sessions.logout({ sessionId });
    }
    setRefreshCookie(request, reply, this.config, '', 0);
  }

  @Get('me')
  @Access('viewer')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Who am I, and what may I do' })
  @ApiOk(200, 'The caller.', meSchema, EXAMPLE_ME)
  me(@Req() { principal }: FastifyRequest): MeResponse {
    return toMeResponse(principal, this.config.required);
  }

  private answer(
    grant: Grant,
    inCookie: boolean,
    request: FastifyRequest,
    reply: FastifyReply,
  ): GrantResponse {
    if (inCookie) setRefreshCookie(request, reply, this.config, grant.refreshToken, grant.refreshTtlMs);
    return toGrantResponse(grant, inCookie);
  }
}
