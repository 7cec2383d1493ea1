import type { AttributeValues } from '../attributes/attribute.ts';

/** How it is stored, and delivered: 常温, 冷蔵 (10 °C or less), 冷凍 (−15 °C or less). */
export type Temperature = 'AMBIENT' | 'CHILLED' | 'FROZEN';

/** What the law and delivery need to know of a product, its attributes and labels. */
export interface ProductDetails {
  /** Codes; null as long as nobody has stated them, which is not the same as none. */
  readonly allergens: readonly string[] | null;
  readonly temperature: Temperature;
  /** From the day of delivery on; null where nobody has stated it. */
  readonly shelfLifeDays: number | null;
  /** Days that the shop needs before it can hand it over; 0: the same day. */
  readonly leadTimeDays: number;
  /** Sold to adults only, as alcohol is. */
  readonly ageRestricted: boolean;
  readonly attributes: AttributeValues;
  /** Codes of those that staff put on it. */
  readonly labels: readonly string[];
}

/** Of a product of which nobody has said anything. */
export const NO_DETAILS: ProductDetails = {
  allergens: null,
  temperature: 'AMBIENT',
  shelfLifeDays: null,
  leadTimeDays: 0,
  ageRestricted: false,
  attributes: {},
  labels: [],
};
