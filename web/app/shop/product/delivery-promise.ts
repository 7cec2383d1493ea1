import type { RouterContextProvider } from 'react-router';
import {
  DeliveryPromise,
  type DeliveryPromiseQuery,
} from '../../../generated/operations/delivery-promise.ts';
import { graphOfVisit } from '../../graph/graph.ts';
import type { PromiseMessages } from '../../messages/ja/promise.ts';
import type { Language } from '../../messages/language.ts';
import { dateIn, dayOf, moment, timeOfDay } from '../../parts/times.ts';
import { deliveryPlace } from '../../session/delivery-place.ts';

/** What one variant is promised. */
export type VariantPromise = NonNullable<DeliveryPromiseQuery['deliveryPromise']>[number];

/** What a page knows of when its product can be with the visitor. */
export interface ProductPromise {
  /** Seven digits; undefined when the visitor has not said where. */
  readonly code: string | undefined;
  /** True when the one that was given just now is not known. */
  readonly isUnknown: boolean;
  /** Of the variant that can come first, or else of the first; null while a domain is away, and without a code. */
  readonly best: VariantPromise | null;
  /** When the page was made: `2026-11-26` in Japan. */
  readonly today: string;
}

/** @param variantIds of one product, the one to be chosen first */
export async function promiseFor(
  { context, request }: { readonly context: Readonly<RouterContextProvider>; readonly request: Request },
  variantIds: readonly string[],
): Promise<ProductPromise> {
  const code = deliveryPlace(request);
  const isUnknown = new URL(request.url).searchParams.get('place') === 'unknown';
  const nothing = { code, isUnknown, best: null, today: '' };
  if (!code || variantIds.length === 0) return nothing;
  const { deliveryPromise } = await context
    .get(graphOfVisit)
    .ask(DeliveryPromise, { postalCode: code, variantIds: variantIds.slice(0, MOST_VARIANTS) });
  return deliveryPromise
    ? { ...nothing, best: bestOf(deliveryPromise), today: dateOf(deliveryPromise) }
    : nothing;
}

/** The graph answers for so many at once. */
const MOST_VARIANTS = 200;
const DAY_MS = 24 * 60 * 60_000;

function bestOf(promises: readonly VariantPromise[]): VariantPromise | null {
  let best: VariantPromise | undefined;
  for (const promise of promises) {
    const first = promise.slots[0];
    if (first && (!best?.slots[0] || first.startsAt < best.slots[0].startsAt)) best = promise;
  }
  return best ?? promises[0] ?? null;
}

/** The date in Japan by the shop's clock, not by that of this machine. */
function dateOf([promise]: readonly VariantPromise[]): string {
  return promise ? dateIn(promise.promisedAt) : '';
}

/** One line: until when to order, and when it comes then. @returns undefined when it cannot come */
export function promiseLine(
  { best, today }: Pick<ProductPromise, 'best' | 'today'>,
  language: Language,
  t: PromiseMessages,
): string | undefined {
  const slot = best?.slots[0];
  if (!slot || !best.orderBy) return undefined;
  const from = timeOfDay(language, slot.startsAt);
  const to = timeOfDay(language, slot.endsAt);
  return `${orderUntil(best, language, t)}${t.arrives({ day: dayInWords(slot.date, today, language, t), from, to })}`;
}

function orderUntil(
  { minutesLeft, orderBy }: VariantPromise,
  language: Language,
  t: PromiseMessages,
): string {
  const left = minutesLeft ?? 0;
  if (left < 1) return t.atOnce;
  if (left < 24 * 60) return t.within({ hours: Math.floor(left / 60), minutes: left % 60 });
  return t.until(moment(language, orderBy!));
}

function dayInWords(date: string, today: string, language: Language, t: PromiseMessages): string {
  if (date === today) return t.today;
  return Date.parse(date) - Date.parse(today) === DAY_MS ? t.tomorrow : dayOf(language, date);
}
