import { wholeNumber } from '@depachika/domain/settings.ts';

export interface ProductsConfig {
  /** How long a page of a list may be served from the cache. */
  readonly listingTtlMs: number;
  /** How long a product may be. */
  readonly detailsTtlMs: number;
  /** Pause between looks for what is due, 1,000 to 60,000; `PRODUCTS_POLL_MS`. */
  readonly pollMs: number;
}

/** Reads `PRODUCTS_LISTING_TTL_SECONDS` (300) and `PRODUCTS_DETAILS_TTL_SECONDS` (1,800) and `PRODUCTS_POLL_MS` (1,000); throws naming the wrong one. */
export function productsConfig(env: NodeJS.ProcessEnv = process.env): ProductsConfig {
  return {
    listingTtlMs: seconds(env, 'PRODUCTS_LISTING_TTL_SECONDS', 300) * 1000,
    detailsTtlMs: seconds(env, 'PRODUCTS_DETAILS_TTL_SECONDS', 1_800) * 1000,
    pollMs: wholeNumber(env, 'PRODUCTS_POLL_MS', { from: 1000, to: 60_000, otherwise: 1000 }),
  };
}

function seconds(env: NodeJS.ProcessEnv, name: string, usual: number): number {
  const text = env[name];
  if (text === undefined || text === '') return usual;
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= 86_400) return value;
  throw new Error(`${name} must be whole seconds from 1 to 86400, not "${text}"`);
}
