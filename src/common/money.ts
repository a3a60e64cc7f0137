import { Decimal } from 'decimal.js';

/** An amount of money. `amount` is a decimal string: never a float, at least two fraction digits. */
export interface Money {
  /** For example "1846.56". */
  amount: string;
  /** ISO 4217 alphabetic code, for example "RUB". */
  currency: string;
}

/** Largest scale the catalogue stores (NUMERIC(18,4)): a price per piece of a bulk item can be below a kopeck. */
export const MONEY_SCALE = 4;
/** First amount that no longer fits NUMERIC(18,4). */
export const MONEY_LIMIT = new Decimal('1e14');

/**
 * Canonical text of a decimal amount: no exponent, two to four fraction digits.
 *
 * @param value what PostgreSQL's NUMERIC prints, or a decimal string.
 * @throws Error when the text is not a decimal number.
 */
export function formatAmount(value: string): string {
  const amount = new Decimal(value);
  const scale = Math.min(MONEY_SCALE, Math.max(2, amount.decimalPlaces()));
  return amount.toFixed(scale);
}

/** Money from a row's two columns; null when there is no price. */
export function moneyFromColumns(amount: string | null, currency: string | null): Money | null {
  return amount === null || currency === null ? null : { amount: formatAmount(amount), currency };
}
