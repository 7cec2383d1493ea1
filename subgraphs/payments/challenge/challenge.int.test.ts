import { type TestDatabase, testDatabase } from '@depachika/testing/database.ts';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CHALLENGE_MS } from '../provider/sandbox.ts';
import { openPaymentsShop, type PaymentsShop } from '../testing/test-payments.ts';

let database: TestDatabase;
let shop: PaymentsShop;

beforeAll(async () => {
  database = await testDatabase({ domains: ['payments'] });
});
beforeEach(() => {
  shop = openPaymentsShop(database.database('payments'));
});
afterEach(async () => expect(await shop.audit()).toEqual([]));
afterAll(() => database.close());

const CHALLENGES = '4000000000003220';
const NEXT = `query ($id: ID!) { payment(id: $id) { status nextAction { __typename
  ... on RedirectToIssuer { url until } ... on ShowSlip { slip { paymentCode } until } } } }`;

type Placed = Awaited<ReturnType<PaymentsShop['place']>>;

async function challenged(): Promise<Placed & { readonly url: string }> {
  const order = await shop.place('CARD', { card: CHALLENGES });
  const { nextAction } = await next(order);
  return { ...order, url: nextAction.url };
}

async function next(order: Placed, who = order.customerId, role: 'CUSTOMER' | 'STAFF' = 'CUSTOMER') {
  const token = await shop.signIn(who, role);
  return (await shop.ask(token, NEXT, { id: order.paymentId })).data.payment;
}

function visit(path: string, headers: Record<string, string> = {}) {
  return shop.subgraph.challenge({ method: 'GET', path, headers, body: Buffer.alloc(0) });
}

function press(answer: string, path: string) {
  return shop.subgraph.challenge({
    method: 'POST',
    path,
    headers: {},
    body: Buffer.from(`answer=${answer}`),
  });
}

describe('a card that asks its holder', () => {
  it('waits for its customer, who alone is told where to go and by when', async () => {
    const order = await challenged();
    expect(await shop.events(order.orderId)).toEqual(['PaymentActionNeeded']);
    expect(await next(order)).toEqual({
      status: 'ACTION_NEEDED',
      nextAction: {
        __typename: 'RedirectToIssuer',
        url: expect.stringMatching(/^\/sandbox\/challenges\/ch_[\w-]{16}$/),
        until: new Date(shop.clock.now().getTime() + CHALLENGE_MS).toISOString(),
      },
    });
    expect(await next(order, 'usr_staff', 'STAFF')).toEqual({ status: 'ACTION_NEEDED', nextAction: null });
  });

  it('is authorised once the holder succeeded, and is captured like any other', async () => {
    const order = await challenged();
    await press('succeed', order.url);
    await shop.work();
    expect(await next(order)).toEqual({ status: 'AUTHORIZED', nextAction: null });
    expect(await shop.capture(order)).toBe('certain');
    expect(await shop.events(order.orderId)).toEqual([
      'PaymentActionNeeded',
      'PaymentAuthorized',
      'PaymentCaptured',
    ]);
  });

  it('is declined once the holder failed, and another attempt may pay', async () => {
    const order = await challenged();
    await press('fail', order.url);
    await shop.work();
    expect(await shop.payment(order)).toMatchObject({
      status: 'FAILED',
      failure_code: 'AUTHENTICATION_FAILED',
    });
    expect(await shop.payment(await shop.retry(order, 'CARD'))).toMatchObject({ status: 'AUTHORIZED' });
  });

  it('fails at the end of its time when the holder left, and can no longer succeed', async () => {
    const order = await challenged();
    await press('abandon', order.url);
    shop.clock.advance(CHALLENGE_MS - 1);
    await shop.work();
    expect(await shop.payment(order)).toMatchObject({ status: 'ACTION_NEEDED' });
    shop.clock.advance(1);
    await shop.work();
    expect(await shop.payment(order)).toMatchObject({ status: 'FAILED', failure_code: 'ACTION_TIMED_OUT' });
    expect(await press('succeed', order.url)).toMatchObject({ status: 409 });
    expect(await shop.charge(order)).toBe('VOIDED');
    expect(await shop.events(order.orderId)).toEqual(['PaymentActionNeeded', 'PaymentFailed']);
  });

  it('is heard of although the return is lost: the provider is asked again', async () => {
    const order = await challenged();
    const dies = () => {
      throw new Error('lost');
    };
    await expect(shop.answerChallenge(order.url, { reach: dies })).rejects.toThrow('lost');
    await shop.work();
    expect(await shop.payment(order)).toMatchObject({ status: 'ACTION_NEEDED' });
    shop.clock.advance(15_000);
    await shop.work();
    expect(await shop.payment(order)).toMatchObject({ status: 'AUTHORIZED' });
  });

  it.each(['payments.worker.taken', 'payments.worker.answered', 'payments.worker.stored'])(
    'comes to the same end when the worker dies at %s, before and after the answer',
    async (step) => {
      const reach = (name: string) => {
        if (name === step) throw new Error(step);
      };
      const order = await shop.prepare('CARD', { card: CHALLENGES });
      await shop.deliver('OrderPlaced', order.placed);
      await expect(shop.work({ crashPoints: { reach } })).rejects.toThrow(step);
      shop.clock.advance(31_000);
      await shop.work();
      const { nextAction } = await next({ ...order });
      await press('succeed', nextAction.url);
      await expect(shop.work({ crashPoints: { reach } })).rejects.toThrow(step);
      shop.clock.advance(31_000);
      await shop.work();
      expect(await shop.events(order.orderId)).toEqual(['PaymentActionNeeded', 'PaymentAuthorized']);
    },
  );

  it.each(['OrderCancelled', 'OrderExpired'] as const)(
    'is given up at the end of its order by %s',
    async (event) => {
      const order = await challenged();
      await shop.deliver(event, event === 'OrderCancelled' ? order.cancelled : order.expired);
      await shop.work();
      expect(await next(order)).toEqual({ status: 'VOIDED', nextAction: null });
      expect(await press('succeed', order.url)).toMatchObject({ status: 409 });
      expect(await shop.charge(order)).toBe('VOIDED');
    },
  );

  it('is given up for another attempt, and what the holder just proved is not charged', async () => {
    const order = await challenged();
    const second = await shop.prepare('CARD', {
      orderId: order.orderId,
      customerId: order.customerId,
      attempt: 2,
    });
    await press('succeed', order.url);
    await shop.deliver('PaymentRetried', second.retried);
    await shop.work();
    expect(await shop.charge(order)).toBe('VOIDED');
    expect(await shop.charge(second)).toBe('AUTHORIZED');
    expect(await shop.events(order.orderId)).toEqual([
      'PaymentActionNeeded',
      'PaymentVoided',
      'PaymentAuthorized',
    ]);
  });

  it('is given up when its order was cancelled before the issuer asked', async () => {
    const order = await shop.prepare('CARD', { card: CHALLENGES });
    await shop.deliver('OrderPlaced', order.placed);
    await shop.deliver('OrderCancelled', order.cancelled);
    await shop.work();
    expect(await shop.charge(order)).toBe('VOIDED');
    expect(await shop.events(order.orderId)).toEqual(['PaymentVoided']);
  });
});

describe('the page of the issuer', () => {
  it.each([
    ['ja', {}],
    ['ja', { 'accept-language': 'ja,en;q=0.8' }],
    ['en', { 'accept-language': 'en-GB,ja;q=0.5' }],
  ])('asks in the language of the browser (%s), and loads and runs nothing', async (language, headers) => {
    const { url } = await challenged();
    const page = await visit(url, headers);
    expect(page).toMatchObject({ status: 200, headers: { 'content-language': language } });
    expect(page.headers['content-security-policy']).toContain("default-src 'none'");
    expect(page.body).toContain(`<html lang="${language}">`);
    expect(page.body).toContain('VISA 3220');
    expect(page.body).toContain('¥3,000');
    for (const answer of ['succeed', 'fail', 'abandon']) expect(page.body).toContain(`value="${answer}"`);
    expect(page.body).not.toMatch(/<script|<img|<link|https?:/);
  });

  it('sends the browser back to a path of the shop, and nowhere else', async () => {
    const { url } = await challenged();
    for (const elsewhere of ['https://example.org', '//example.org', '/\\example.org', '/a b', 'orders'])
      expect(await press('abandon', `${url}?return=${encodeURIComponent(elsewhere)}`)).toMatchObject({
        status: 200,
      });
    expect(await press('succeed', `${url}?return=%2Forders%2F1`)).toMatchObject({
      status: 303,
      headers: { location: '/orders/1' },
    });
  });

  it('takes one answer', async () => {
    const { url } = await challenged();
    const answers = await Promise.all([press('succeed', url), press('fail', url), press('succeed', url)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    expect(await visit(url)).toMatchObject({ status: 410 });
    await shop.work();
  });

  it('knows no other charge, and no other answer', async () => {
    const { url } = await challenged();
    const plain = await shop.place('CARD');
    const [row] = await shop.database.query<{ reference: string }>(
      'SELECT provider_reference AS reference FROM payments.payments WHERE id = $1',
      [plain.paymentId],
    );
    expect(await visit(`/sandbox/challenges/${row!.reference}`)).toMatchObject({ status: 404 });
    expect(await visit('/sandbox/challenges/ch_none')).toMatchObject({ status: 404 });
    expect(await press('perhaps', url)).toMatchObject({ status: 400 });
    expect(await press('succeed', '/sandbox/challenges/ch_none')).toMatchObject({ status: 409 });
  });
});

it('a slip is shown to its customer until it is paid', async () => {
  const order = await shop.place('KONBINI');
  const slip = await shop.slip(order);
  expect((await next(order)).nextAction).toMatchObject({
    __typename: 'ShowSlip',
    slip: { paymentCode: slip!.payment_code },
  });
  await shop.pay(order);
  expect((await next(order)).nextAction).toBeNull();
});
