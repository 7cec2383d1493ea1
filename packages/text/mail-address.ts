import { domainToASCII } from 'node:url';
import { readLine } from './text.ts';
import { normalised } from './unicode.ts';

/**
 * One mailbox in one spelling: NFKC and lower case, and the domain as the mail's servers know it: `日本.jp` is
 * `xn--wgv71a.jp`. 3 to 254 characters with one @ and a dot behind it. @returns undefined when it cannot be one
 */
export function mailAddress(text: string): string | undefined {
  const line = readLine(text, { min: 3, max: MAX_LENGTH }, 'NFKC');
  const typed = line === undefined ? undefined : typedMailAddress(line.replaceAll('。', '.'));
  if (typed === undefined) return undefined;
  const at = typed.indexOf('@');
  const domain = typed.slice(at + 1);
  const address = `${typed.slice(0, at)}@${domainToASCII(domain)}`;
  const isOne = !NOT_IN_A_DOMAIN.test(domain) && address.length <= MAX_LENGTH && ADDRESS.test(address);
  return isOne ? address : undefined;
}

/** The address as it is typed, but for width and case: so accounts were named before mailboxes had one spelling. */
export function typedMailAddress(text: string): string | undefined {
  const address = normalised(text, 'NFKC', MAX_LENGTH)?.trim().toLowerCase();
  if (address === undefined || address.length > MAX_LENGTH) return undefined;
  return address.isWellFormed() && ADDRESS.test(address) ? address : undefined;
}

const MAX_LENGTH = 254;
const ADDRESS = /^[^\s@\p{C}"(),:;<>[\\\]]{1,64}@[^\s@\p{C}.]+(\.[^\s@\p{C}.]+)+$/u;
/** Parts of a web address: they would be cut off or decoded, and name another domain. */
const NOT_IN_A_DOMAIN = /[:/?#%\\[\]]/;
