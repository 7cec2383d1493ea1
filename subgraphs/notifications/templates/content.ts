/** What a mail says, before it is laid out. Every text is plain: the layout escapes it. */
export interface MailContent {
  readonly subject: string;
  /** The first line of the mail's body: whom it speaks to. */
  readonly greeting: string;
  readonly paragraphs: readonly string[];
  /** Name and value. */
  readonly facts: readonly (readonly [string, string])[];
  /** What was bought. */
  readonly lines: readonly { readonly name: string; readonly amount: string }[];
  readonly button?: { readonly label: string; readonly url: string };
  /** Said below, in small letters. */
  readonly notes: readonly string[];
}

/** What a mail about an account can tell. */
export interface AccountContentFacts {
  readonly name: string;
  /** With the token; undefined for a mail that only tells something. */
  readonly url: string | undefined;
  readonly expiresAt: Date | undefined;
}

/** What a mail about an order can tell. */
export interface OrderContentFacts {
  readonly name: string;
  readonly number: string;
  readonly url: string;
  readonly lines: readonly OrderContentLine[];
  readonly deliveryFeeYen: number;
  readonly taxes: readonly OrderContentTax[];
  /** Undefined once it was erased. */
  readonly address: OrderContentAddress | undefined;
  readonly pointsUsed: number;
  readonly amountDueYen: number;
  readonly paymentMethod: string;
  readonly slotStartsAt: Date;
  readonly slotEndsAt: Date;
  readonly payUntil: Date | undefined;
  /** Of the fact itself: of a refund, or of a slip. */
  readonly amountYen: number | undefined;
  readonly chain: string | undefined;
  readonly paymentCode: string | undefined;
  readonly confirmationNumber: string | undefined;
  readonly deadlineAt: Date | undefined;
}

export interface OrderContentLine {
  readonly nameJa: string;
  readonly nameEn: string;
  readonly quantity: number;
  readonly unitPriceYen: number;
  /** 8 or 10. */
  readonly taxRatePercent: number;
}

/** How much of the total is at a rate, and the tax in it, whole yen. */
export interface OrderContentTax {
  readonly taxRatePercent: number;
  readonly grossYen: number;
  readonly taxYen: number;
}

/** Where the order goes, as its page shows it. */
export interface OrderContentAddress {
  readonly recipientName: string;
  /** Seven digits. */
  readonly postalCode: string;
  readonly prefecture: string;
  readonly municipality: string;
  readonly street: string;
  readonly building: string;
}

export type Language = 'ja' | 'en';
