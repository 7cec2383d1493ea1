import { createMetrics } from '@depachika/telemetry/metrics.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectSocket, type SocketClient } from '../testing/socket-client.ts';
import { startToyRouter, type ToyRouter } from '../testing/toy-router.ts';

const WAIT = { timeout: 20_000, interval: 20 };
const TRACK = 'subscription TrackOrder { orderStatusChanged(orderId: "o1") { version } }';

let metrics: ReturnType<typeof createMetrics>;
let toy: ToyRouter;
let socket: SocketClient;

beforeEach(async () => {
  metrics = createMetrics({ service: 'router' });
  toy = await startToyRouter({
    metrics,
    env: { MAX_SUBSCRIPTIONS_PER_SOCKET: '2', MAX_SOCKETS: '1', SOCKET_KEEP_ALIVE_MS: '36000000' },
  });
  socket = connectSocket(toy.url, await toy.signIn());
});
afterEach(async () => {
  await socket.dispose();
  await toy.close();
});

/** The values of a series, by its labels. */
async function values(name: string): Promise<Record<string, number>> {
  const lines = (await metrics.text()).matchAll(
    new RegExp(`^${name}\\{service="router",?(.*)\\} (\\S+)$`, 'gm'),
  );
  return Object.fromEntries([...lines].map(([, labels, value]) => [labels!, Number(value)]));
}

const OPERATIONS = 'depachika_graphql_duration_seconds_count';
const OPEN = 'depachika_router_subscriptions';
const EVENTS = 'depachika_router_subscription_events_total';
const ENDS = 'depachika_router_subscription_ends_total';

describe('an operation on a socket', () => {
  it('is counted by its trusted name and its outcome', async () => {
    const texts = [
      'query ListProducts { me }',
      'query Mine { me }',
      'query ListProducts { broken }',
      'query ListProducts { nothing }',
    ];
    for (const query of texts) {
      const running = socket.start(query);
      await expect.poll(() => running.completed() || running.failure() !== undefined, WAIT).toBe(true);
    }
    expect(await values(OPERATIONS)).toEqual({
      'operation="ListProducts",outcome="ok"': 1,
      'operation="ListProducts",outcome="fault"': 1,
      'operation="other",outcome="ok"': 1,
      'operation="other",outcome="refused"': 1,
    });
  });
});

describe('a subscription', () => {
  it('is open from its start until the client leaves, and each event is counted', async () => {
    const running = socket.start(TRACK);
    await expect.poll(() => toy.shop.statusSources.size, WAIT).toBe(1);
    await expect.poll(() => values(OPEN), WAIT).toEqual({ 'operation="TrackOrder"': 1 });
    expect(await values(OPERATIONS)).toEqual({ 'operation="TrackOrder",outcome="ok"': 1 });
    for (const version of [1, 2]) toy.shop.push({ version, status: 'CONFIRMED', productId: 'p1' });
    await expect.poll(() => running.events.length, WAIT).toBe(2);
    expect(await values(EVENTS)).toEqual({ 'operation="TrackOrder",outcome="ok"': 2 });
    running.stop();
    await expect.poll(() => values(ENDS), WAIT).toEqual({ 'operation="TrackOrder",code="UNSUBSCRIBED"': 1 });
    expect(await values(OPEN)).toEqual({ 'operation="TrackOrder"': 0 });
  });

  it('ends as its socket did, for the reason that the router had', async () => {
    const running = socket.start(TRACK);
    await expect.poll(() => toy.shop.statusSources.size, WAIT).toBe(1);
    await expect.poll(() => values(OPEN), WAIT).toEqual({ 'operation="TrackOrder"': 1 });
    toy.clock.advance(2 * 3_600_000);
    expect(await socket.closed).toMatchObject({ code: 4403 });
    const ended = { 'operation="TrackOrder",code="TOKEN_EXPIRED"': 1 };
    await expect.poll(() => values(ENDS), WAIT).toEqual(ended);
    expect(await values('depachika_router_socket_ends_total')).toEqual({ 'code="TOKEN_EXPIRED"': 1 });
    running.stop();
    expect(await values(ENDS)).toEqual(ended);
  });

  it('is refused beyond the limit, by its code, and so is a socket', async () => {
    const running = [TRACK, TRACK, TRACK].map((query) => socket.start(query));
    await expect.poll(() => running.some((each) => each.failure()), WAIT).toBe(true);
    expect(await values('depachika_graphql_errors_total')).toEqual({ 'code="TOO_MANY_SUBSCRIPTIONS"': 1 });
    const other = connectSocket(toy.url);
    other.start('{ me }');
    await other.closed;
    expect(await values('depachika_graphql_errors_total')).toEqual({
      'code="TOO_MANY_SUBSCRIPTIONS"': 1,
      'code="TOO_MANY_SOCKETS"': 1,
    });
    await other.dispose();
  });
});
