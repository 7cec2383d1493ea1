import { readFileSync } from 'node:fs';
import { apiSchemaOf } from '@depachika/schema/compose.ts';
import { isEnumType, isInterfaceType } from 'graphql';
import { describe, expect, it } from 'vitest';
import { accountEn } from './account-en.ts';
import { accountJa } from './account-ja.ts';
import { checkoutEn } from './en/checkout.ts';
import { listingEn } from './en/listing.ts';
import { problemsEn, reasonsEn } from './en/problems.ts';
import { promiseEn } from './en/promise.ts';
import { statesEn } from './en/states.ts';
import { en } from './en.ts';
import { guestEn } from './guest-en.ts';
import { type GuestMessages, guestJa } from './guest-ja.ts';
import { checkoutJa } from './ja/checkout.ts';
import { type ListingMessages, listingJa } from './ja/listing.ts';
import { problemsJa, reasonsJa } from './ja/problems.ts';
import { type PromiseMessages, promiseJa } from './ja/promise.ts';
import { statesJa } from './ja/states.ts';
import { ja } from './ja.ts';
import { orderEn } from './order-en.ts';
import { orderJa } from './order-ja.ts';
import { refusalIn } from './refusal.ts';

const schema = apiSchemaOf(
  readFileSync(new URL('../../../schema/supergraph.graphql', import.meta.url), 'utf8'),
);

const WORDS = {
  ja: {
    CartMergeOutcome: toldOf(guestJa),
    ...promisedOf(promiseJa),
    ...wordsOf({ t: ja, account: accountJa, checkout: checkoutJa, order: orderJa }),
    ...sortsOf(listingJa),
    ...reasonsJa,
    ...statesJa,
  },
  en: {
    CartMergeOutcome: toldOf(guestEn),
    ...promisedOf(promiseEn),
    ...wordsOf({ t: en, account: accountEn, checkout: checkoutEn, order: orderEn }),
    ...sortsOf(listingEn),
    ...reasonsEn,
    ...statesEn,
  },
};

function wordsOf({ t, account, checkout, order }: Sources) {
  return {
    KonbiniChain: checkout.chains,
    Language: account.languages,
    OrderPaymentStatus: order.paymentState.CARD,
    OrderStatus: order.status,
    PointsEntryKind: account.kinds,
    SlotStatus: checkout.slotStatusLong,
    StockStatus: { IN_STOCK: t.inStock, LOW: t.lowStock(1), OUT_OF_STOCK: t.soldOut },
    TaxClass: { REDUCED: t.reducedRate, STANDARD: t.taxIncluded },
  };
}

/** What a text finds best, only a search has an order of. */
function sortsOf({ sortBy }: ListingMessages) {
  const { RELEVANCE: _, ...ProductSort } = sortBy;
  return { ProductSort, SearchSort: sortBy };
}

function toldOf({ mergedLine }: GuestMessages) {
  const { ADDED, CAPPED, LEFT_OUT } = mergedLine;
  return { ADDED: ADDED('A', 1), CAPPED: CAPPED('A', 1), LEFT_OUT: LEFT_OUT('A') };
}

function promisedOf({ refused, temperature }: PromiseMessages) {
  return { DeliveryPromiseRefusal: refused, Temperature: temperature };
}

interface Sources {
  readonly t: typeof ja;
  readonly account: typeof accountJa;
  readonly checkout: typeof checkoutJa;
  readonly order: typeof orderJa;
}

/** What customers never read: it is for the console, or decides what a page shows. */
const NOT_FOR_CUSTOMERS = new Set([
  ...[
    'ActorKind',
    'AttributeKind',
    'ProductStage',
    'MailKind',
    'MailState',
    'MovementKind',
    'NotificationDecision',
    'NotificationOutcome',
  ],
  ...['OrderAction', 'OverdueReason', 'ProductStatus', 'ReturnedGoodsCause', 'Role'],
  // Caches read it.
  'CacheControlScope',
  // Staff say which date a campaign is to lose.
  'CollectionDate',
  // Slots are opened and closed by staff.
  'DeliverySlotErrorCode',
  // Whoever sells adds pictures; pages offer a browser every format.
  ...['PictureFormat', 'PictureRefusal', 'PictureState', 'UploadUnusableReason'],
  // What is suggested stands below what it is.
  'SearchSuggestionKind',
  // Pages count for themselves how many points an order takes.
  'FewerPointsReason',
  // What is given back for a defect alone, pages say in a sentence that names the goods.
  'ReturnableFor',
  // Money goes back to an account by a page that the graph's staff send.
  'BankAccountType',
]);

describe.each(['ja', 'en'] as const)('words in %s', (language) => {
  const words: Readonly<Record<string, Readonly<Record<string, string>>>> = WORDS[language];
  const enums = Object.values(schema.getTypeMap()).filter(
    (type) => isEnumType(type) && !type.name.startsWith('__') && !NOT_FOR_CUSTOMERS.has(type.name),
  );

  it('are there for every state of everything that customers meet', () => {
    for (const type of enums) {
      if (!isEnumType(type)) continue;
      const values = type.getValues().map(({ name }) => name);
      expect(Object.keys(words[type.name] ?? {}).toSorted(), type.name).toEqual(values.toSorted());
      expect(Object.values(words[type.name]!).every((text) => text.length > 0)).toBe(true);
    }
  });

  it('are there for every problem that the graph knows, and for none else', () => {
    const problem = schema.getType('Problem');
    if (!isInterfaceType(problem)) throw new Error('The graph has no problems');
    const names = schema.getPossibleTypes(problem).map(({ name }) => name);
    const known = language === 'ja' ? problemsJa : problemsEn;
    expect(Object.keys(known).toSorted()).toEqual(names.toSorted());
  });
});

describe('what is told of a refusal', () => {
  it('is its reason where it has one', () => {
    expect(refusalIn('ja', { __typename: 'SlotNotAvailable', reason: 'FULL' })).toBe(
      reasonsJa.SlotProblem.FULL,
    );
    expect(refusalIn('en', { __typename: 'CartChanged', cartProblem: 'CHANGED' })).toBe(
      reasonsEn.CartProblem.CHANGED,
    );
  });

  it('is the field where an input is not allowed, and until when one waits', () => {
    expect(refusalIn('en', { __typename: 'InvalidInput', field: 'address.phone' })).toContain(
      '10 or 11 digits',
    );
    expect(refusalIn('ja', { __typename: 'TooManyAttempts', retryAt: '2026-11-26T03:05:00Z' })).toContain(
      '12:05',
    );
  });

  it('is never empty and never the name of a problem, also of one that is newer than the page', () => {
    expect(refusalIn('en', { __typename: 'SomethingNew', reason: 'ODD' })).toBe(problemsEn.InvalidInput);
    expect(refusalIn('ja', { __typename: 'SlotNotAvailable', reason: 'ODD' })).toBe(
      problemsJa.SlotNotAvailable,
    );
  });
});
