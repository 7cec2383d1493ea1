/** What a text that is being typed may become, as the field's list shows it. */
export interface Offers {
  /** How many there are, in words. */
  readonly status: string;
  readonly groups: readonly OfferGroup[];
}

export interface OfferGroup {
  readonly title: string;
  readonly offers: readonly Offer[];
}

export interface Offer {
  readonly text: string;
  /** The page that it leads to. */
  readonly to: string;
}
