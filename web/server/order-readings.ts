import { atMost } from '@depachika/cache/at-most.ts';
import type { Clock } from '@depachika/clock/clock.ts';
import { parseCookie, stringifySetCookie } from 'cookie';
import { LRUCache } from 'lru-cache';
import type { OrderReader } from '../app/session/order-reader.ts';
import { OpenOrderLink, type OpenOrderLinkMutation } from '../generated/operations/open-order-link.ts';
import type { GraphVisit, SendToGraph } from './graph-client.ts';
import type { VisitRequest } from './sessions.ts';

interface Reading {
  readonly orderId: string;
  readonly accessToken: string;
  readonly expiresAt: number;
}

/**
 * Rights to read one order, by the link that the browser keeps in a cookie of its own, beside any session. Every process can open the
 * link anew, so nothing is kept but what saves it that.
 */
const readings = new LRUCache<string, Reading>(atMost(10_000));

/** So long before its end a right is asked for anew, so that a page never meets its end. */
const EARLY_MS = 60_000;
/** As long as a mail's link is good. */
const COOKIE_SECONDS = 90 * 24 * 60 * 60;

export interface ReadingOptions {
  readonly sendToGraph: SendToGraph;
  readonly clock: Clock;
  readonly secure: boolean;
  readonly address: string;
  readonly requestId: string;
}

export function orderReadingOf(request: VisitRequest, options: ReadingOptions): OrderReader & GraphVisit {
  const cookieName = options.secure ? '__Host-depachika-order' : 'depachika-order';
  const kept = parseCookie(request.cookie ?? '')[cookieName];
  let current: Promise<Reading | undefined> | undefined;
  const reading = () => (current ??= kept ? readingOf(kept, options) : Promise.resolve(undefined));
  const cookie = (value: string, maxAge: number) =>
    stringifySetCookie({
      name: cookieName,
      value,
      httpOnly: true,
      sameSite: 'lax',
      path: '/',
      secure: options.secure,
      maxAge,
    });
  return {
    address: options.address,
    requestId: options.requestId,
    accessToken: async () => (await reading())?.accessToken,
    orderId: async () => (await reading())?.orderId,
    async open({ number, token }) {
      const link = `${number}.${token}`;
      const opened = LINK.test(link) ? await readingOf(link, options) : undefined;
      return opened && { orderId: opened.orderId, cookie: cookie(link, COOKIE_SECONDS) };
    },
    async forget() {
      if (kept) readings.delete(kept);
      current = Promise.resolve(undefined);
    },
    close: () => cookie('', 0),
  };
}

const LINK = /^[\w-]{1,40}\.[\w-]{43}$/;

async function readingOf(link: string, options: ReadingOptions): Promise<Reading | undefined> {
  const known = readings.get(link);
  if (known && known.expiresAt - EARLY_MS > options.clock.now().getTime()) return known;
  const opened = await openLink(link, options);
  if (opened) readings.set(link, opened);
  else readings.delete(link);
  return opened;
}

async function openLink(
  link: string,
  { sendToGraph, address, requestId }: ReadingOptions,
): Promise<Reading | undefined> {
  if (!LINK.test(link)) return undefined;
  const [number, token] = link.split('.');
  const { name, query } = OpenOrderLink;
  const { body } = await sendToGraph({
    body: JSON.stringify({ operationName: name, query, variables: { input: { number, token } } }),
    accessToken: undefined,
    clientAddress: address,
    requestId,
    signal: AbortSignal.timeout(OPENING_MS),
  });
  const answer = (JSON.parse(body) as { data?: OpenOrderLinkMutation | null }).data?.openOrderLink;
  if (answer?.__typename !== 'OpenOrderLinkSuccess') return undefined;
  const { order, accessToken, accessTokenExpiresAt } = answer.reading;
  return order ? { orderId: order.id, accessToken, expiresAt: Date.parse(accessTokenExpiresAt) } : undefined;
}

const OPENING_MS = 10_000;
