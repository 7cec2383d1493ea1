import { anyInvalid, type InvalidField } from '@depachika/domain/problems.ts';
import { allowed } from '@depachika/messages/shared/shared-messages.ts';
import type { AttributeDefinition } from '../attributes/attribute.ts';
import { readValues, type ValueInput } from '../attributes/attribute-input.ts';
import { type Checked, wrongIn } from '../editing/product-input.ts';
import type { LabelRecord } from '../labels/label.ts';
import { messages } from '../messages/messages.ts';
import { ALLERGENS } from './allergens.ts';
import type { ProductDetails, Temperature } from './product-details.ts';

/** What staff write; fields left out stay as they are, a list that is given replaces the one before. */
export interface DetailsInput {
  readonly allergens?: readonly string[] | null;
  readonly temperature?: Temperature | null;
  /** Zero: nothing is said of it any more. */
  readonly shelfLifeDays?: number | null;
  readonly leadTimeDays?: number | null;
  readonly ageRestricted?: boolean | null;
  readonly attributes?: readonly ValueInput[] | null;
  readonly labels?: readonly string[] | null;
}

/** What staff may choose from. */
export interface Vocabulary {
  readonly definitions: readonly AttributeDefinition[];
  readonly labels: readonly LabelRecord[];
}

/** The details with what is given written over them, or every field that is not allowed. */
export function readDetails(
  input: DetailsInput,
  known: ProductDetails,
  { definitions, labels }: Vocabulary,
): Checked<ProductDetails> {
  const inUse = definitions.filter(({ retired }) => !retired);
  const attributes = input.attributes ? readValues(input.attributes, inUse, known.attributes) : undefined;
  const byHand = labels
    .filter(({ newForDays, retired }) => newForDays === null && !retired)
    .map(({ code }) => code);
  const shelfLifeDays = input.shelfLifeDays ?? known.shelfLifeDays ?? 0;
  const leadTimeDays = input.leadTimeDays ?? known.leadTimeDays;
  const invalid = anyInvalid([
    checkCodes('allergens', input.allergens ?? [], ALLERGEN_CODES),
    checkDays('shelfLifeDays', shelfLifeDays, 3_650),
    checkDays('leadTimeDays', leadTimeDays, 365),
    ...(attributes ? wrongIn(attributes) : []),
    // A label that was put on it before stays, also when it became one that products have by their age, or was retired.
    checkCodes('labels', input.labels ?? [], [...byHand, ...known.labels]),
  ]);
  if (invalid || attributes?.kind === 'invalidInput') return invalid!;
  return {
    kind: 'checked',
    value: {
      allergens: input.allergens ? [...new Set(input.allergens)] : known.allergens,
      temperature: input.temperature ?? known.temperature,
      shelfLifeDays: shelfLifeDays === 0 ? null : shelfLifeDays,
      leadTimeDays,
      ageRestricted: input.ageRestricted ?? known.ageRestricted,
      attributes: attributes
        ? { ...unseen(known.attributes, definitions), ...attributes.value }
        : known.attributes,
      labels: input.labels
        ? [...new Set([...input.labels, ...unseenLabels(known.labels, labels)])]
        : known.labels,
    },
  };
}

/** What a product says by attributes that are retired: nobody was shown it, so nobody took it away. */
function unseen(
  attributes: ProductDetails['attributes'],
  definitions: readonly AttributeDefinition[],
): ProductDetails['attributes'] {
  const retired = new Set(definitions.filter((each) => each.retired).map(({ code }) => code));
  return Object.fromEntries(Object.entries(attributes).filter(([code]) => retired.has(code)));
}

function unseenLabels(codes: readonly string[], labels: readonly LabelRecord[]): string[] {
  return codes.filter((code) => labels.some((label) => label.code === code && label.retired));
}

function checkCodes(
  field: string,
  given: readonly string[],
  known: readonly string[],
): InvalidField | undefined {
  const wrong = given.findIndex((code) => !known.includes(code));
  return wrong < 0 ? undefined : { field: `${field}.${wrong}`, allowed: messages.allowed.oneOf(known) };
}

function checkDays(field: string, days: number, most: number): InvalidField | undefined {
  return days >= 0 && days <= most ? undefined : { field, allowed: allowed.range({ from: 0, to: most }) };
}

const ALLERGEN_CODES = ALLERGENS.map(({ code }) => code);
