import type { Abstract, Type } from '@nestjs/common';
import type { z } from 'zod';

/** The services of a running program, by class. */
export interface Rooms {
  get<T>(token: Type<T> | Abstract<T>): T;
}

/** Told how far an operation is; `phase` where it counts anew. */
export type OnProgress = (done: number, total: number, phase?: string) => void;

export interface OperationContext {
  rooms: Rooms;
  /** Aborted when whoever asked has gone, or the program stops. */
  signal: AbortSignal;
  onProgress: OnProgress;
}

/**
 * Something an operator asks of the catalogue. The same code runs in the process of a command, or, while a server has the embedded
 * database open, in that server; so what goes in and comes out is JSON.
 */
export interface Operation<I, O> {
  /** Stable name, one path segment. */
  name: string;
  input: z.ZodType<I>;
  /** @returns something JSON can hold. */
  run(input: I, context: OperationContext): Promise<O>;
}

/** Infers the types of an operation. */
export function operation<I, O>(definition: Operation<I, O>): Operation<I, O> {
  return definition;
}
