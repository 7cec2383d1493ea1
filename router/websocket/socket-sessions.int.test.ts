import { inProcessPubSub } from '@depachika/pubsub/in-process-pubsub.ts';
import { SESSION_REVOKED } from '@depachika/schema/channels.ts';
import { silent } from '@depachika/testing/silent-logger.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openRawSocket, type RawSocket } from '../testing/raw-socket.ts';
import { startToyRouter, type ToyRouter } from '../testing/toy-router.ts';

const REVOKED = { code: 4401, reason: 'SESSION_REVOKED' };
const MINUTE_MS = 60_000;
let toy: ToyRouter;
let questions: (readonly string[])[];
let usersAreAway: boolean;

const pubSub = inProcessPubSub({ logger: silent });

beforeEach(async () => {
  questions = [];
  usersAreAway = false;
  toy = await startToyRouter({
    pubSub,
    // A clock that is set forward leaves no time for the answers to pings.
    env: { SOCKET_KEEP_ALIVE_MS: '3600000' },
    async openSessions(sessionIds) {
      questions.push(sessionIds);
      if (usersAreAway) throw new Error('connect ECONNREFUSED users');
      return new Set(sessionIds.filter((id) => !toy.revoked.has(id)));
    },
  });
});
afterEach(() => toy.close());

async function signedIn(userId: string): Promise<RawSocket> {
  const socket = await openRawSocket(toy.url);
  expect(await socket.init({ authorization: await toy.signIn({ userId }) })).toBe('connection_ack');
  return socket;
}

async function goesOn(socket: RawSocket): Promise<void> {
  const seen = socket.received.length;
  socket.send({ type: 'ping' });
  await expect.poll(() => socket.received.length).toBe(seen + 1);
}

describe('a session that ended without a wake-up', () => {
  it('has its sockets closed within a minute, and no other', async () => {
    const [one, two, other] = [await signedIn('usr_a'), await signedIn('usr_a'), await signedIn('usr_b')];
    const anonymous = await openRawSocket(toy.url);
    expect(await anonymous.init()).toBe('connection_ack');
    toy.revoked.add('ses_usr_a');
    await goesOn(one);
    toy.clock.advance(MINUTE_MS);
    expect(await Promise.all([one.closed, two.closed])).toEqual([REVOKED, REVOKED]);
    await goesOn(other);
    await goesOn(anonymous);
    expect(questions[0]).toEqual(['ses_usr_a', 'ses_usr_b']);
  });

  it('is found once users answer again; until then its sockets go on, and no other is harmed', async () => {
    const [ended, other] = [await signedIn('usr_a'), await signedIn('usr_b')];
    toy.revoked.add('ses_usr_a');
    usersAreAway = true;
    await look();
    await goesOn(ended);
    usersAreAway = false;
    await look();
    expect(await ended.closed).toEqual(REVOKED);
    await goesOn(other);
  });

  async function look(): Promise<void> {
    const asked = questions.length;
    toy.clock.advance(30_000);
    await expect.poll(() => questions.length).toBeGreaterThan(asked);
  }
});

it('nobody is asked while no socket has a session', async () => {
  expect(await (await openRawSocket(toy.url)).init()).toBe('connection_ack');
  toy.clock.advance(5 * MINUTE_MS);
  await goesOn(await signedIn('usr_a'));
  expect(questions).toEqual([]);
});

it('what a socket sends after its session was revoked is not looked at', async () => {
  const socket = await signedIn('usr_a');
  pubSub.publish(SESSION_REVOKED, 'ses_usr_a');
  const query = '{ products { id } }';
  for (let id = 1; id <= 20; id += 1) socket.send({ type: 'subscribe', id: `${id}`, payload: { query } });
  expect(await socket.closed).toEqual(REVOKED);
  expect(socket.received).toEqual(['connection_ack']);
  expect(toy.shop.asked).toEqual([]);
});
