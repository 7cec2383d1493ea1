import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { connectSocket, type Running, type SocketClient } from '../testing/socket-client.ts';
import { startToyRouter, type ToyRouter } from '../testing/toy-router.ts';

let toy: ToyRouter;
let client: SocketClient;
let other: Running;
let signerIsAway = false;

beforeAll(async () => {
  toy = await startToyRouter({
    identitySigner: {
      async sign(caller) {
        if (signerIsAway) throw new Error('secret: the key cannot be read');
        return toy.shop.identitySigner.sign(caller);
      },
    },
  });
  client = connectSocket(toy.url);
  other = client.start('subscription { ticks { version } }');
  await vi.waitFor(() => expect(toy.shop.statusSources.size).toBe(1));
});
afterAll(async () => {
  await client.dispose();
  await toy.close();
});

describe('an operation on a socket', () => {
  it.each(['{ me }', 'subscription { ticks { status } }'])(
    'that fails says so under its own id, and others go on: %s',
    async (text) => {
      signerIsAway = true;
      const broken = client.start(text);
      const errors = () => broken.failure() ?? broken.events[0]?.errors;
      await expect.poll(errors).toMatchObject([{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }]);
      expect(JSON.stringify(errors())).not.toContain('secret');
      signerIsAway = false;
      await expectOtherToGoOn();
    },
  );

  it.each([
    ['{ near(latitude: 1e400) }', 'BAD_USER_INPUT'],
    ['{ half(yen: "much") }', 'BAD_USER_INPUT'],
  ])('that the planner would refuse is refused under its own id: %s', async (text, code) => {
    const running = client.start(text);
    await expect.poll(() => running.failure()).toMatchObject([{ extensions: { code } }]);
    await expectOtherToGoOn();
  });
});

async function expectOtherToGoOn(): Promise<void> {
  const seen = other.events.length;
  toy.shop.push({ version: seen + 1, status: 'S', productId: 'p1' });
  await expect.poll(() => other.events.length).toBe(seen + 1);
  expect(other.failure()).toBeUndefined();
}
