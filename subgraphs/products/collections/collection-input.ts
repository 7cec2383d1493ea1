import { anyInvalid, type InvalidField } from '@depachika/domain/problems.ts';
import { allowed } from '@depachika/messages/shared/shared-messages.ts';
import { readLine, readParagraphs } from '@depachika/text/text.ts';
import type { Checked } from '../editing/product-input.ts';
import { messages } from '../messages/messages.ts';
import { type CollectionRecord, type CollectionRule, MAX_CHOSEN } from './collection.ts';

/** What staff write of a collection; fields left out stay as they are. */
export interface CollectionInput {
  readonly nameJa?: string | null;
  readonly nameEn?: string | null;
  readonly descriptionJa?: string | null;
  readonly descriptionEn?: string | null;
  /** Chosen by hand, in their order: it has no rule any more. */
  readonly productIds?: readonly string[] | null;
  /** It finds its products by this: none is chosen by hand any more. */
  readonly rule?: RuleInput | null;
  readonly startsAt?: Date | null;
  readonly endsAt?: Date | null;
  /** Dates that it has no more. */
  readonly removeDates?: readonly CollectionDate[] | null;
}

export type CollectionDate = 'STARTS_AT' | 'ENDS_AT';

export type RuleInput = { readonly [F in keyof CollectionRule]?: CollectionRule[F] | null };

export type NewCollection = Omit<CollectionRecord, 'id' | 'slug' | 'version'>;

/** The collection with what is given written over it, or every field that is not allowed. */
export function readCollection(input: CollectionInput, known: NewCollection): Checked<NewCollection> {
  const nameJa = readLine(input.nameJa ?? known.nameJa, NAME);
  const nameEn = readLine(input.nameEn ?? known.nameEn, NAME);
  const descriptionJa = readParagraphs(input.descriptionJa ?? known.descriptionJa, DESCRIPTION);
  const descriptionEn = readParagraphs(input.descriptionEn ?? known.descriptionEn, DESCRIPTION);
  const dates = datesOf(input, known);
  const invalid = anyInvalid([
    nameJa === undefined ? { field: 'nameJa', allowed: allowed.line(NAME) } : undefined,
    nameEn === undefined ? { field: 'nameEn', allowed: allowed.line(NAME) } : undefined,
    descriptionJa === undefined
      ? { field: 'descriptionJa', allowed: allowed.paragraphs(DESCRIPTION) }
      : undefined,
    descriptionEn === undefined
      ? { field: 'descriptionEn', allowed: allowed.paragraphs(DESCRIPTION) }
      : undefined,
    ...checkContents(input),
    ...checkDates(input, dates),
  ]);
  if (invalid) return invalid;
  const texts = {
    nameJa: nameJa!,
    nameEn: nameEn!,
    descriptionJa: descriptionJa!,
    descriptionEn: descriptionEn!,
  };
  return { kind: 'checked', value: { ...known, ...texts, rule: ruleOf(input, known), ...dates } };
}

type Dates = Pick<CollectionRecord, 'startsAt' | 'endsAt'>;

function datesOf({ startsAt, endsAt, removeDates }: CollectionInput, known: Dates): Dates {
  const left = (date: CollectionDate, given: Date | null | undefined, before: string | null) =>
    removeDates?.includes(date) ? null : (given?.toISOString() ?? before);
  return {
    startsAt: left('STARTS_AT', startsAt, known.startsAt),
    endsAt: left('ENDS_AT', endsAt, known.endsAt),
  };
}

function checkDates(input: CollectionInput, { startsAt, endsAt }: Dates): (InvalidField | undefined)[] {
  const removed = input.removeDates ?? [];
  const isBoth =
    (removed.includes('STARTS_AT') && input.startsAt) || (removed.includes('ENDS_AT') && input.endsAt);
  return [
    isBoth ? { field: 'removeDates', allowed: messages.allowed.otherDates } : undefined,
    startsAt !== null && endsAt !== null && startsAt >= endsAt
      ? { field: 'endsAt', allowed: messages.allowed.afterStart }
      : undefined,
  ];
}

function checkContents({ productIds, rule }: CollectionInput): (InvalidField | undefined)[] {
  const chosen = productIds ?? [];
  const isOnce = new Set(chosen).size === chosen.length && chosen.length <= MAX_CHOSEN;
  return [
    productIds && rule
      ? { field: 'rule', allowed: messages.allowed.oneOf(['productIds', 'rule']) }
      : undefined,
    isOnce ? undefined : { field: 'productIds', allowed: messages.allowed.productsOnce(MAX_CHOSEN) },
    ...(rule ? checkRule(rule) : []),
  ];
}

function checkRule(rule: RuleInput): (InvalidField | undefined)[] {
  const least = Math.max(0, rule.minPriceYen ?? 0);
  const isRange = (rule.minPriceYen ?? 0) >= 0 && (rule.maxPriceYen ?? least) >= least;
  return [
    isEmpty(rule) ? { field: 'rule', allowed: messages.allowed.someCondition } : undefined,
    isRange ? undefined : { field: 'rule.maxPriceYen', allowed: allowed.atLeast(least) },
    (rule.labels?.length ?? 0) <= MAX_LABELS
      ? undefined
      : { field: 'rule.labels', allowed: allowed.atMost(MAX_LABELS) },
  ];
}

function ruleOf({ productIds, rule }: CollectionInput, known: NewCollection): CollectionRule | null {
  if (productIds) return null;
  if (!rule) return known.rule;
  return {
    categoryId: rule.categoryId ?? undefined,
    brandId: rule.brandId ?? undefined,
    labels: rule.labels?.length ? rule.labels : undefined,
    minPriceYen: rule.minPriceYen ?? undefined,
    maxPriceYen: rule.maxPriceYen ?? undefined,
  };
}

function isEmpty({ categoryId, brandId, labels, minPriceYen, maxPriceYen }: RuleInput): boolean {
  return (
    categoryId == null && brandId == null && !labels?.length && minPriceYen == null && maxPriceYen == null
  );
}

const MAX_LABELS = 10;
const NAME = { min: 1, max: 100 };
const DESCRIPTION = { min: 0, max: 4_000 };
