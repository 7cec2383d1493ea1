import { randomBytes } from 'node:crypto';
import { type AdjustableClock, adjustableClock } from '@depachika/clock/clock.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SessionStore, StoredSession } from '../session-store.ts';

export interface StoreUnderTest {
  readonly store: SessionStore;
  /** Another process's, where they share one. */
  readonly other?: SessionStore;
  close(): Promise<void>;
}

export const newName = () => randomBytes(32).toString('base64url');

export function aSession(clock: AdjustableClock, given: Partial<StoredSession> = {}): StoredSession {
  const nowMs = clock.now().getTime();
  return {
    accessToken: 'access-1',
    accessTokenExpiresAt: nowMs + 60 * 60_000,
    refreshToken: 'refresh-1',
    refreshTokenExpiresAt: nowMs + 24 * 60 * 60_000,
    person: { id: 'usr_1', name: '佐藤 花子' },
    ...given,
  };
}

/** What every store of sessions promises, wherever it keeps them. */
export function sessionStoreContract(
  name: string,
  makeStore: (clock: AdjustableClock) => Promise<StoreUnderTest>,
): void {
  describe(`sessions: ${name}`, () => {
    const clock = adjustableClock();
    let made: StoreUnderTest;
    const elsewhere = () => made.other ?? made.store;
    beforeAll(async () => {
      made = await makeStore(clock);
    });
    afterAll(() => made.close());

    it('knows a session by its name alone', async () => {
      const [mine, session] = [newName(), aSession(clock)];
      await made.store.set(mine, session);
      expect(await elsewhere().get(mine)).toEqual(session);
      expect(await made.store.get(newName())).toBeUndefined();
    });

    it('forgets it at its end, and not before', async () => {
      const mine = newName();
      await made.store.set(mine, aSession(clock, { refreshTokenExpiresAt: clock.now().getTime() + 60_000 }));
      clock.advance(59_000);
      expect(await made.store.get(mine)).toBeDefined();
      clock.advance(1_001);
      expect(await made.store.get(mine)).toBeUndefined();
      expect(await made.store.change(mine, async (kept) => kept)).toBeUndefined();
    });

    it('changes what is kept, one at a time, each upon what the last one left', async () => {
      const mine = newName();
      await made.store.set(mine, aSession(clock, { accessToken: '' }));
      let running = 0;
      const append = (store: SessionStore, letter: string) =>
        store.change(mine, async (kept) => {
          running += 1;
          expect(running).toBe(1);
          await new Promise((resolve) => setImmediate(resolve));
          running -= 1;
          return { ...kept, accessToken: kept.accessToken + letter };
        });
      await Promise.all(
        [...'abcdef'].map((letter, index) => append(index % 2 ? made.store : elsewhere(), letter)),
      );
      const left = (await made.store.get(mine))!.accessToken;
      expect([...left].sort().join('')).toBe('abcdef');
    });

    it('ends a session at once, for everybody, and changes none that has ended', async () => {
      const mine = newName();
      await made.store.set(mine, aSession(clock));
      await made.store.change(mine, async () => undefined);
      expect(await elsewhere().get(mine)).toBeUndefined();
      const asked: StoredSession[] = [];
      await elsewhere().change(mine, async (kept) => {
        asked.push(kept);
        return kept;
      });
      expect(asked).toEqual([]);
    });

    it('keeps what was there when a change fails, and lets the next one in', async () => {
      const mine = newName();
      await made.store.set(mine, aSession(clock));
      const failed = made.store.change(mine, async () => {
        throw new Error('no answer');
      });
      await expect(failed).rejects.toThrow('no answer');
      expect(await elsewhere().change(mine, async (kept) => kept)).toBeDefined();
    });
  });
}
