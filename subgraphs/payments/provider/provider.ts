import type { CardDetails } from '../card/card.ts';
import type { BankAccount } from '../refund/bank-account.ts';

/**
 * What a payment provider does for the shop. Every call carries a key: the same key again has no further effect and
 * returns the first answer. A call that throws or does not answer in time has an unknown outcome: call again.
 */
export interface PaymentProvider {
  /**
   * Keeps a card and returns a token for it; the number is never stored by the shop. Every token of one number has the
   * same fingerprint, which tells nothing about the number.
   */
  tokenize(card: CardDetails): Promise<{ token: string; brand: string; last4: string; fingerprint: string }>;
  authorize(call: AuthorizeCall): Promise<AuthorizeAnswer>;
  capture(call: ChargeCall): Promise<CaptureAnswer>;
  /** Gives up an authorisation, or the question whether there is to be one; does nothing when there is none. What was captured before stays captured. */
  voidAuthorization(call: ChargeCall): Promise<VoidAnswer>;
  issueSlip(call: IssueSlipCall): Promise<{ paymentCode: string; confirmationNumber?: string }>;
  /** No register takes money for this slip any more. One that is issued under its key only later is cancelled as well. */
  cancelSlip(call: CancelSlipCall): Promise<void>;
  /** Returns a captured charge, or transfers to a bank account. What is refused is not tried again under its key. */
  refund(call: RefundCall): Promise<RefundAnswer>;
}

interface Call {
  readonly idempotencyKey: string;
  /** Whole yen. */
  readonly amountYen: number;
}

export interface AuthorizeCall extends Call {
  readonly token: string;
}

export type AuthorizeAnswer =
  | { readonly kind: 'authorized'; readonly reference: string }
  | { readonly kind: 'declined'; readonly code: string }
  /** The customer is asked first, at this address and until then: ask again, under the same key. */
  | { readonly kind: 'actionNeeded'; readonly reference: string; readonly url: string; readonly until: Date }
  /** The provider will tell by webhook. */
  | { readonly kind: 'pending' };

export interface ChargeCall extends Call {
  readonly reference: string;
}

export type CaptureAnswer =
  | { readonly kind: 'captured' }
  | { readonly kind: 'refused'; readonly code: string };

export type VoidAnswer = { readonly kind: 'voided' } | { readonly kind: 'captured' };

export interface IssueSlipCall extends Call {
  readonly chain: string;
  readonly deadlineAt: Date;
}

export interface CancelSlipCall extends IssueSlipCall {
  /** The key that it was issued under. */
  readonly issuedUnder: string;
}

export interface RefundCall extends Call {
  /** Of the captured charge; absent for bank transfers. */
  readonly reference?: string;
  readonly bankAccount?: BankAccount;
}

export type RefundAnswer =
  | { readonly kind: 'refunded' }
  | { readonly kind: 'refused'; readonly code: string };

/** The provider cannot be reached, or did not answer in time: the outcome is unknown. */
export class ProviderUnavailable extends Error {
  readonly code = 'PROVIDER_UNAVAILABLE';
}

/** How long the shop waits for one answer. */
export const PROVIDER_TIMEOUT_MS = 10_000;
