import { anonymous, type Caller } from '@depachika/identity/caller.ts';
import { describe, expect, it } from 'vitest';
import { type SocketPlace, socketPlaces } from './socket-places.ts';

const user = (userId: string): Caller => ({
  kind: 'user',
  userId,
  sessionId: `ses_${userId}`,
  roles: [],
  scopes: [],
});

function placesOf(ceilings: { total: number; perNetwork?: number; perUser?: number }) {
  const places = socketPlaces({ perNetwork: 100, perUser: 100, ...ceilings });
  const ended: string[] = [];
  let number = 0;
  const next = () => {
    number += 1;
    return `net${number}`;
  };
  const take = (network = next()) => places.take(network, () => ended.push(network));
  const mustTake = (network?: string) => {
    const place = take(network);
    expect(place).toBeTypeOf('object');
    return place as SocketPlace;
  };
  return { take, mustTake, ended };
}

describe('the places of sockets', () => {
  it('of one network end at its ceiling, asked or settled, and come back when one leaves', () => {
    const { take, mustTake } = placesOf({ total: 10, perNetwork: 2 });
    const first = mustTake('a');
    expect(first.settle(user('u'))).toBe(true);
    mustTake('a');
    expect(take('a')).toBe('network is full');
    mustTake('b');
    first.leave();
    first.leave();
    mustTake('a');
    expect(take('a')).toBe('network is full');
  });

  it('of one person end at their ceiling, from whatever network', () => {
    const { mustTake } = placesOf({ total: 10, perUser: 2 });
    const first = mustTake();
    expect([first, mustTake(), mustTake()].map((place) => place.settle(user('u')))).toEqual([
      true,
      true,
      false,
    ]);
    expect(mustTake().settle(user('other'))).toBe(true);
    first.leave();
    expect(mustTake().settle(user('u'))).toBe(true);
  });

  it('are half at most for the anonymous, from however many networks', () => {
    const { take, mustTake } = placesOf({ total: 5 });
    const nobodies = [1, 2, 3].map(() => mustTake());
    expect(nobodies.map((place) => place.settle(anonymous))).toEqual([true, true, false]);
    nobodies[2]!.leave();
    for (const name of ['a', 'b', 'c']) expect(mustTake().settle(user(name))).toBe(true);
    expect(take()).toBe('all are taken');
    nobodies[0]!.leave();
    expect(mustTake().settle(anonymous)).toBe(true);
  });

  it('can all be held by those who sign in', () => {
    const { take, mustTake } = placesOf({ total: 3 });
    for (const name of ['a', 'b', 'c']) expect(mustTake().settle(user(name))).toBe(true);
    expect(take()).toBe('all are taken');
  });

  it('of those who have not said who they are give way to newcomers, the longest asked first', () => {
    const { take, mustTake, ended } = placesOf({ total: 2 });
    const early = mustTake('early');
    mustTake('late');
    mustTake('new');
    expect(ended).toEqual(['early']);
    expect(early.settle(user('u'))).toBe(false);
    early.leave();
    const newest = mustTake('newest');
    expect(ended).toEqual(['early', 'late']);
    expect(newest.settle(user('u'))).toBe(true);
    const last = mustTake('last');
    expect(ended).toEqual(['early', 'late', 'new']);
    expect(last.settle(user('v'))).toBe(true);
    expect(take()).toBe('all are taken');
  });

  it('hear once whom they are for', () => {
    const place = placesOf({ total: 2 }).mustTake();
    expect([place.settle(user('u')), place.settle(user('v'))]).toEqual([true, false]);
  });
});
