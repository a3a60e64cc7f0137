import { registerAs, type ConfigFactory, type ConfigFactoryKeyHost } from '@nestjs/config';
import { z } from 'zod';

/**
 * A room's settings: a zod schema over environment variables, parsed once at boot.
 * A bad value stops the boot; the message names variables and rules, never values, because values hold secrets.
 *
 * @param name room, also the injection key (`factory.KEY`).
 * @param schema object schema whose keys are variable names.
 * @param map from parsed variables to the settings the room uses.
 */
export function defineConfig<S extends z.ZodObject, T extends Record<string, unknown>>(
  name: string,
  schema: S,
  map: (env: z.output<S>) => T,
): (() => T) & ConfigFactoryKeyHost<T> {
  const factory: ConfigFactory<T> = () => {
    // An empty variable (`REDIS_URL=`) is how compose files and shells say "not set".
    const set = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ''));
    const parsed = schema.safeParse(set);
    if (!parsed.success) {
      const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
      throw new ConfigError(
        `Invalid configuration (${name}). ${faults.join('; ')}. See docs/configuration.md.`,
      );
    }
    return map(parsed.data);
  };
  return registerAs(name, factory) as unknown as (() => T) & ConfigFactoryKeyHost<T>;
}

/** The environment is wrong; the message is written for the operator and printed as it is. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** `true`/`false`/`1`/`0`, any case. */
export const envBoolean = z
  .string()
  .transform((value) => value.toLowerCase())
  .pipe(z.enum(['true', 'false', '1', '0']))
  .transform((value) => value === 'true' || value === '1');

/** Integer within bounds, from text. */
export function envInt(min: number, max: number): z.ZodCoercedNumber<string> {
  return z.coerce.number<string>().int().min(min).max(max);
}
