import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FairLimiter, fairLimiter } from './fair-limiter.ts';
import { LimiterFull } from './limiter.ts';

/** Asks for each party in this order while somebody is inside, who then leaves. @returns who was let in, in order, and who was refused */
async function served({ run }: FairLimiter, parties: readonly string[]) {
  const first = Promise.withResolvers<void>();
  const order: string[] = [];
  const refused: string[] = [];
  const inside = run('first', () => first.promise);
  const asked = parties.map((party) =>
    run(party, async () => void order.push(party)).catch((error) => {
      expect(error).toBeInstanceOf(LimiterFull);
      refused.push(party);
    }),
  );
  first.resolve();
  await Promise.all([inside, ...asked]);
  return { order, refused };
}

const crowd = (party: string, size: number): string[] => Array(size).fill(party);

describe('a fair limiter', () => {
  it('lets somebody who comes behind a crowd of one party in as the next but one', async () => {
    const { order } = await served(fairLimiter({ concurrent: 1, waiting: 400, waitingPerParty: 230 }), [
      ...crowd('crowd', 230),
      'guest',
    ]);
    expect(order.indexOf('guest')).toBe(1);
    expect(order).toHaveLength(231);
  });

  it('serves every party in its turn, whatever the order in which they came', async () => {
    const parties = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(parties, async (asked) => {
        const limits = { concurrent: 1, waiting: 40, waitingPerParty: 40 };
        const { order, refused } = await served(fairLimiter(limits), asked);
        const arrived = [...new Set(asked)];
        const rounds = asked.map((_, round) =>
          arrived.filter((party) => asked.filter((one) => one === party).length > round),
        );
        expect(order).toEqual(rounds.flat());
        expect(refused).toEqual([]);
      }),
    );
  });

  it('lets no party fill more than its share of the queue', async () => {
    const limits = { concurrent: 1, waiting: 10, waitingPerParty: 4 };
    const { order, refused } = await served(fairLimiter(limits), [...crowd('crowd', 6), 'guest']);
    expect(order.filter((party) => party === 'crowd')).toHaveLength(4);
    expect(order).toContain('guest');
    expect(refused).toEqual(['crowd', 'crowd']);
  });

  it('makes room in a full queue for the first of another party, not for one more of a crowd', async () => {
    const limits = { concurrent: 1, waiting: 4, waitingPerParty: 3 };
    const parties = [...crowd('a', 3), 'b', 'guest', 'a', 'b'];
    const { order, refused } = await served(fairLimiter(limits), parties);
    expect(order).toEqual(['a', 'b', 'guest', 'a']);
    expect(refused.sort()).toEqual(['a', 'a', 'b']);
  });

  it('lets no more in than it may, and frees the place of one that fails', async () => {
    const { run } = fairLimiter({ concurrent: 2, waiting: 10, waitingPerParty: 10 });
    let inside = 0;
    let most = 0;
    const works = Array.from({ length: 10 }, (_, index) =>
      run(`party ${index % 3}`, async () => {
        inside += 1;
        most = Math.max(most, inside);
        await Promise.resolve();
        inside -= 1;
        if (index === 3) throw new Error('no');
      }),
    );
    const outcomes = await Promise.allSettled(works);
    expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(1);
    expect(most).toBe(2);
    expect(await run('party', async () => 'free again')).toBe('free again');
  });
});
