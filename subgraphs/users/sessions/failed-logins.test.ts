import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allowance, wholeAfterUse } from '../allowances/allowance-rules.ts';
import { accountKey, countedLogin, crowdWaitMs, lockMs, strangersTurn } from './failed-logins.ts';

describe('login delay', () => {
  it('begins with the fifth failure and doubles up to 15 minutes', () => {
    expect([1, 4, 5, 6, 9, 10, 1_000_000].map(lockMs)).toEqual([
      0, 0, 30_000, 60_000, 480_000, 900_000, 900_000,
    ]);
  });
});

const allowances = {
  failuresPerNetwork: allowance(20, { ms: 15 * 60_000 }),
  failuresPerAccount: allowance(100, { ms: 24 * 60 * 60_000 }),
};
const start = new Date('2026-11-26T00:00:00Z');
const after = (date: Date, ms: number) => new Date(date.getTime() + ms);
const used = (times: number, given: typeof allowances.failuresPerAccount) =>
  Array.from({ length: times }).reduce<Date | undefined>(
    (wholeAt) => wholeAfterUse(wholeAt, given, start),
    undefined,
  );

describe('what a login counts among', () => {
  it('is its own name and network, and what strangers did at either', () => {
    const one = countedLogin({ email: 'a@b.jp', network: '203.0.113.7', device: undefined });
    const sameName = countedLogin({ email: 'a@b.jp', network: '203.0.113.8', device: undefined });
    const sameNetwork = countedLogin({ email: 'c@b.jp', network: '203.0.113.7', device: undefined });
    expect(new Set([one.own, sameName.own, sameNetwork.own]).size).toBe(3);
    expect(sameName.strangers!.account).toBe(one.strangers!.account);
    expect(sameNetwork.strangers!.network).toBe(one.strangers!.network);
    expect(accountKey('a@b.jp', '203.0.113.7')).toBe(one.own);
  });

  it('is the device alone where the account knows it', () => {
    const counted = (network: string) =>
      countedLogin({ email: 'a@b.jp', network, device: Buffer.alloc(32, 1) });
    expect(counted('203.0.113.7')).toEqual({ own: expect.any(String) });
    expect(counted('203.0.113.7')).toEqual(counted('203.0.113.8'));
  });
});

describe('the turn of a stranger', () => {
  const turn = (counters: Partial<Parameters<typeof strangersTurn>[0]>, now = start) =>
    strangersTurn({ own: undefined, account: undefined, network: undefined, ...counters }, allowances, now);

  it('is now, until too much has failed in the network', () => {
    const { failuresPerNetwork } = allowances;
    expect(turn({ network: used(19, failuresPerNetwork) })).toEqual({ kind: 'now' });
    expect(turn({ network: used(20, failuresPerNetwork) })).toEqual({
      kind: 'networkWaits',
      until: after(start, 45_000),
    });
  });

  it('is after a wait where a crowd guesses, 30 seconds at first and never more than 15 minutes', () => {
    const waits = [99, 100, 149, 150, 250, 349, 350, 1_000_000].map((failures) =>
      crowdWaitMs(failures, allowances.failuresPerAccount),
    );
    expect(waits).toEqual([0, 30_000, 30_000, 60_000, 240_000, 480_000, 900_000, 900_000]);
    const account = used(100, allowances.failuresPerAccount);
    expect(turn({ account })).toEqual({ kind: 'waits', until: after(start, 30_000) });
  });

  it('comes for one attempt of each wait', () => {
    const account = used(100, allowances.failuresPerAccount);
    const lockedUntil = after(start, 30_000);
    const waited = { lockedUntil, lastFailedAt: start };
    expect(turn({ account, own: waited }, lockedUntil)).toEqual({ kind: 'now' });
    const failedAgain = { lockedUntil, lastFailedAt: after(lockedUntil, 1) };
    expect(turn({ account, own: failedAgain }, after(lockedUntil, 2)).kind).toBe('waits');
    expect(turn({ account, own: { lockedUntil: null, lastFailedAt: start } }).kind).toBe('waits');
  });

  it('comes within 15 minutes to whoever did not fail before, whatever a crowd does', () => {
    const guesses = fc.array(fc.integer({ min: 0, max: 60_000 }), { maxLength: 300 });
    fc.assert(
      fc.property(guesses, (pauses) => {
        let now = start;
        let account: Date | undefined;
        for (const pause of pauses) {
          now = after(now, pause);
          account = wholeAfterUse(account, allowances.failuresPerAccount, now);
        }
        const first = turn({ account }, now);
        if (first.kind !== 'waits') return;
        expect(first.until.getTime() - now.getTime()).toBeLessThanOrEqual(15 * 60_000);
        const own = { lockedUntil: first.until, lastFailedAt: now };
        expect(turn({ account, own }, first.until)).toEqual({ kind: 'now' });
      }),
    );
  });
});
