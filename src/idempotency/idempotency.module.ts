import { Module } from '@nestjs/common';
import { Idempotency } from './idempotency.js';
import { IdempotencyStore } from './idempotency-store.js';

@Module({ providers: [IdempotencyStore, Idempotency], exports: [Idempotency] })
export class IdempotencyModule {}
