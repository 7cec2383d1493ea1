import { beforeAll, describe, expect, it } from 'vitest';
import type { HoldCalls, HoldKind, WantedHold } from './hold-kinds.ts';

/** One kind of hold, over the domain itself or over a double of it. */
export interface Holds extends HoldCalls {
  /** Makes something new of which so many units are free. @returns its name */
  offer(units: number): Promise<string>;
  free(name: string): Promise<number>;
  newKey(): string;
  now(): Date;
  /** Time goes on; nothing else happens. */
  wait(ms: number): void;
  /** The domain's background job: ends every hold that is overdue. */
  endOverdue(): Promise<void>;
}

const MINUTE_MS = 60_000;

/**
 * The protocol that orders counts on: stock, slots and points are held alike. What a domain answers between a hold's
 * expiry and its end is its own affair, but for extending: overdue is overdue.
 */
export function holdsContract(kind: HoldKind, open: () => Promise<Holds>): void {
  describe(`holds of ${kind.name}`, () => {
    let holds: Holds;
    beforeAll(async () => {
      holds = await open();
    });

    it('answer the same key as the first time, and take once', async () => {
      const name = await holds.offer(3);
      const wanted = wish({ [name]: 1 });
      const first = await holds.hold(wanted);
      expect(first.outcome).toBe('held');
      expect(await holds.hold(wanted)).toEqual(first);
      expect(await holds.free(name)).toBe(2);
    });

    it('take one unit for one key that comes twenty times at once, though it is the last', async () => {
      const name = await holds.offer(1);
      const wanted = wish({ [name]: 1 });
      const answers = await Promise.all(Array.from({ length: 20 }, () => holds.hold(wanted)));
      expect(answers.map(({ outcome }) => outcome)).toEqual(Array(20).fill('held'));
      expect(await holds.free(name)).toBe(0);
    });

    it('take what there is and no more when many ask at once', async () => {
      const name = await holds.offer(5);
      const answers = await Promise.all(Array.from({ length: 20 }, () => holds.hold(wish({ [name]: 1 }))));
      const outcomes = answers.map(({ outcome }) => outcome).sort();
      expect(outcomes).toEqual([...Array(5).fill('held'), ...Array(15).fill('insufficient')]);
      expect(await holds.free(name)).toBe(0);
    });

    it('remember nothing of a refusal: the key holds as soon as enough is free', async () => {
      const name = await holds.offer(1);
      const first = wish({ [name]: 1 });
      const second = wish({ [name]: 1 });
      await holds.hold(first);
      expect((await holds.hold(second)).outcome).toBe('insufficient');
      await holds.release(first.key);
      expect((await holds.hold(second)).outcome).toBe('held');
      expect(await holds.free(name)).toBe(0);
    });

    if (kind.takes !== 'one unit')
      it('take all units or none', async () => {
        const name = await holds.offer(2);
        expect((await holds.hold(wish({ [name]: 3 }))).outcome).toBe('insufficient');
        expect(await holds.free(name)).toBe(2);
        expect((await holds.hold(wish({ [name]: 2 }))).outcome).toBe('held');
        expect(await holds.free(name)).toBe(0);
      });

    if (kind.takes === 'several things')
      it('take of every thing or of none', async () => {
        const plenty = await holds.offer(9);
        const few = await holds.offer(1);
        expect((await holds.hold(wish({ [plenty]: 2, [few]: 2 }))).outcome).toBe('insufficient');
        expect([await holds.free(plenty), await holds.free(few)]).toEqual([9, 1]);
      });

    it('take, end and stay closed under any key, of which an order may have several', async () => {
      const name = await holds.offer(3);
      const orderId = holds.newKey();
      const keys = [orderId, `${orderId}:3`, `again / ${orderId} 二度目`];
      for (const key of keys) {
        expect((await holds.hold({ ...wish({ [name]: 1 }), key, orderId })).outcome).toBe('held');
      }
      expect(await holds.free(name)).toBe(0);
      for (const key of keys) expect(await holds.release(key)).toBe(true);
      expect(await holds.free(name)).toBe(3);
      expect((await holds.hold({ ...wish({ [name]: 1 }), key: keys[1]!, orderId })).outcome).toBe('closed');
    });

    it('take nothing more under a key that holds something else', async () => {
      const name = await holds.offer(3);
      const other = await holds.offer(3);
      const wanted = wish({ [name]: 1 });
      await holds.hold(wanted);
      expect((await holds.hold({ ...wanted, units: { [other]: 1 } })).outcome).toBe(kind.otherWish);
      expect([await holds.free(name), await holds.free(other)]).toEqual([2, 3]);
    });

    it('are given back once when they are released, and leave a tombstone', async () => {
      const name = await holds.offer(3);
      const wanted = wish({ [name]: 1 });
      await holds.hold(wanted);
      expect([await holds.release(wanted.key), await holds.release(wanted.key)]).toEqual([true, false]);
      expect(await holds.free(name)).toBe(3);
      expect((await holds.hold(wanted)).outcome).toBe('closed');
      expect(await holds.extend(wanted.key, inMs(MINUTE_MS))).toBe(false);
      expect(await holds.free(name)).toBe(3);
    });

    it('are refused under a key that was released before it came', async () => {
      const name = await holds.offer(3);
      const wanted = wish({ [name]: 1 });
      expect(await holds.release(wanted.key)).toBe(false);
      expect((await holds.hold(wanted)).outcome).toBe('closed');
      expect(await holds.free(name)).toBe(3);
    });

    it('leave nothing behind when a release races them', async () => {
      const name = await holds.offer(20);
      const wishes = Array.from({ length: 20 }, () => wish({ [name]: 1 }));
      await Promise.all(wishes.flatMap((wanted) => [holds.hold(wanted), holds.release(wanted.key)]));
      expect(await holds.free(name)).toBe(20);
      const late = await Promise.all(wishes.map((wanted) => holds.hold(wanted)));
      expect(late.map(({ outcome }) => outcome)).toEqual(Array(20).fill('closed'));
    });

    it('end at their expiry and not before: what they took is free, their key is closed', async () => {
      const name = await holds.offer(3);
      const wanted = wish({ [name]: 1 }, 10 * MINUTE_MS);
      await holds.hold(wanted);
      await pass(10 * MINUTE_MS - 1);
      expect(await holds.free(name)).toBe(2);
      await pass(1);
      expect(await holds.free(name)).toBe(3);
      expect((await holds.hold({ ...wanted, expiresAt: inMs(MINUTE_MS) })).outcome).toBe('closed');
      expect(await holds.release(wanted.key)).toBe(false);
      expect(await holds.free(name)).toBe(3);
    });

    it('last longer when they are extended, and never shorter', async () => {
      const name = await holds.offer(3);
      const wanted = wish({ [name]: 1 }, 10 * MINUTE_MS);
      await holds.hold(wanted);
      expect(await holds.extend(wanted.key, inMs(20 * MINUTE_MS))).toBe(true);
      expect(await holds.extend(wanted.key, inMs(MINUTE_MS))).toBe(true);
      await pass(20 * MINUTE_MS - 1);
      expect(await holds.free(name)).toBe(2);
      await pass(1);
      expect(await holds.free(name)).toBe(3);
    });

    it('are not extended once they are overdue, and a key that holds nothing is not closed by it', async () => {
      const name = await holds.offer(3);
      const wanted = wish({ [name]: 1 }, MINUTE_MS);
      await holds.hold(wanted);
      holds.wait(MINUTE_MS);
      expect(await holds.extend(wanted.key, inMs(MINUTE_MS))).toBe(false);
      await holds.endOverdue();
      expect(await holds.extend(wanted.key, inMs(MINUTE_MS))).toBe(false);
      const unknown = wish({ [name]: 1 });
      expect(await holds.extend(unknown.key, inMs(MINUTE_MS))).toBe(false);
      expect((await holds.hold(unknown)).outcome).toBe('held');
    });

    function wish(units: WantedHold['units'], lastsMs = 30 * MINUTE_MS): WantedHold {
      return { key: holds.newKey(), units, expiresAt: inMs(lastsMs) };
    }

    function inMs(ms: number): Date {
      return new Date(holds.now().getTime() + ms);
    }

    async function pass(ms: number): Promise<void> {
      holds.wait(ms);
      await holds.endOverdue();
    }
  });
}
