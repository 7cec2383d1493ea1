import { createHash } from 'node:crypto';

/** A link is good for so long after its mail was written; each mail of an order has a link of its own. */
export const ORDER_LINK_MS = 90 * 24 * 60 * 60_000;

/**
 * What the link of an order is known by: its number and token together, so that neither is good with another one. SHA-256 suffices for
 * 256 random bits.
 * @returns undefined for what can be no link of ours
 */
export function orderLinkHash({
  number,
  token,
}: {
  readonly number: string;
  readonly token: string;
}): Buffer | undefined {
  if (token.length !== TOKEN_LENGTH || number.length > LONGEST_NUMBER) return undefined;
  return createHash('sha256').update(`${number}\n${token}`).digest();
}

/** 32 bytes in base64url. */
const TOKEN_LENGTH = 43;
const LONGEST_NUMBER = 40;
