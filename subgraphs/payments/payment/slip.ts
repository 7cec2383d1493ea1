/** A convenience store chain; described in `schema.graphql`. */
export type KonbiniChain = 'SEVEN_ELEVEN' | 'FAMILY_MART' | 'LAWSON' | 'MINISTOP' | 'SEICOMART';

/** What a customer shows at the register. */
export interface KonbiniSlip {
  readonly id: string;
  readonly paymentId: string;
  readonly chain: KonbiniChain;
  readonly paymentCode: string;
  readonly confirmationNumber: string | null;
  /** Whole yen. */
  readonly amountYen: number;
  readonly deadlineAt: Date;
  readonly paidAt: Date | null;
}
