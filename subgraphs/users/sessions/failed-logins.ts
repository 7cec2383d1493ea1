import { createHash } from 'node:crypto';
import { type Allowance, allowanceKey, usedOf, usedUpUntil } from '../allowances/allowance-rules.ts';

/** Failures that are free. */
export const FREE_FAILURES = 5;
const FIRST_LOCK_MS = 30_000;
const LONGEST_LOCK_MS = 15 * 60_000;
/** After a day without failures an account starts at zero again. */
export const FORGET_AFTER_MS = 24 * 60 * 60_000;

/** How long logins wait after this many failures, this one included: none, then 30 s, doubling up to 15 min. */
export function lockMs(failures: number): number {
  if (failures < FREE_FAILURES) return 0;
  return Math.min(FIRST_LOCK_MS * 2 ** (failures - FREE_FAILURES), LONGEST_LOCK_MS);
}

/** Among which failures those of one login count. */
export interface CountedLogin {
  /** Those of the login name from this network, or those of the device alone. */
  readonly own: string;
  /** Absent for a device that the account knows: strangers do not keep it out. */
  readonly strangers?: { readonly account: string; readonly network: string | undefined };
}

export interface LoginAllowances {
  readonly failuresPerNetwork: Allowance;
  /** Of strangers at one account, before all of them wait. */
  readonly failuresPerAccount: Allowance;
}

/**
 * Failures are counted by login name and network, whether the name has an account or not. Neither names nor networks are kept
 * in the clear.
 * @param login.device the hash of a token that the account knows
 */
export function countedLogin({
  email,
  network,
  device,
}: {
  readonly email: string;
  readonly network: string | undefined;
  readonly device: Buffer | undefined;
}): CountedLogin {
  if (device) return { own: allowanceKey('failed logins of a device', device.toString('hex')) };
  return {
    own: accountKey(email, network),
    strangers: {
      account: allowanceKey('failed logins of an account', email),
      network: network === undefined ? undefined : allowanceKey('failed logins of a network', network),
    },
  };
}

/** @param network absent where nobody knows it */
export function accountKey(email: string, network?: string): string {
  return createHash('sha256')
    .update(network === undefined ? email : `${email}\n${network}`)
    .digest('hex');
}

/** What is known of a login by a stranger, whose name and network together do not wait now. */
export interface StrangersCounters {
  readonly own: { readonly lockedUntil: Date | null; readonly lastFailedAt: Date } | undefined;
  /** When each allowance is whole again. */
  readonly account: Date | undefined;
  readonly network: Date | undefined;
}

export type StrangersTurn =
  | { readonly kind: 'now' }
  /** Too much has failed in the network: others of it wait as well. */
  | { readonly kind: 'networkWaits'; readonly until: Date }
  /** So much has failed at the account that each network waits before each attempt of its own. */
  | { readonly kind: 'waits'; readonly until: Date };

/**
 * Strangers at many networks who guess at one account slow each other down, but shut nobody out: who has waited once is looked
 * at, whatever the others do meanwhile. The wait is 30 s at first and at most 15 min.
 */
export function strangersTurn(
  { own, account, network }: StrangersCounters,
  { failuresPerAccount, failuresPerNetwork }: LoginAllowances,
  now: Date,
): StrangersTurn {
  const until = usedUpUntil(network, failuresPerNetwork, now);
  if (until) return { kind: 'networkWaits', until };
  const waitMs = crowdWaitMs(usedOf(account, failuresPerAccount, now), failuresPerAccount);
  if (waitMs === 0 || hasWaited(own)) return { kind: 'now' };
  return { kind: 'waits', until: new Date(now.getTime() + waitMs) };
}

/** 30 s when the allowance is used up, doubling with each half of it beyond. */
export function crowdWaitMs(failures: number, { size }: Allowance): number {
  if (failures < size) return 0;
  return Math.min(FIRST_LOCK_MS * 2 ** Math.floor((2 * (failures - size)) / size), LONGEST_LOCK_MS);
}

/** A wait counts for one attempt: it began with the last failure, or after it. */
function hasWaited(own: StrangersCounters['own']): boolean {
  return own !== undefined && own.lockedUntil !== null && own.lockedUntil >= own.lastFailedAt;
}
