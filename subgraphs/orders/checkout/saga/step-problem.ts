import {
  type CartChanged,
  type InsufficientPoints,
  type InsufficientStock,
  insufficientPoints,
  insufficientStock,
  type PaymentMethodRefused,
  paymentMethodRefused,
  type SlotNotAvailable,
  type SlotProblem,
  slotNotAvailable,
} from '../../order/problems.ts';

/** Why a step refuses: what an attempt remembers when it is undone for it. */
export type StepProblem =
  | CartChanged
  | InsufficientStock
  | SlotNotAvailable
  | InsufficientPoints
  | PaymentMethodRefused;

/** The same as rows have it that were written before problems had a `kind`: GraphQL's names, with a sentence. */
export type NamedStepProblem =
  | {
      readonly __typename: 'InsufficientStock';
      readonly shortages: readonly {
        readonly variant: { readonly id: string };
        readonly requested: number;
        readonly available: number;
      }[];
    }
  | {
      readonly __typename: 'SlotNotAvailable';
      readonly deliverySlotId: string;
      readonly reason: SlotProblem;
    }
  | { readonly __typename: 'InsufficientPoints'; readonly requested: number; readonly spendable: number }
  | { readonly __typename: 'PaymentMethodRefused'; readonly code: string; readonly message: string };

/** A refusal as a row keeps it: codes and values, without the words of another domain. */
export type RecordedProblem =
  | Exclude<StepProblem, PaymentMethodRefused>
  | Pick<PaymentMethodRefused, 'kind' | 'code'>;

/** What an attempt keeps of its refusal. */
export function recordedProblem(problem: StepProblem): RecordedProblem {
  if (problem.kind !== 'paymentMethodRefused') return problem;
  const { kind, code } = problem;
  return { kind, code };
}

/** What an attempt remembers, whenever its row was written. */
export function stepProblemOf(recorded: RecordedProblem | NamedStepProblem): StepProblem {
  if ('kind' in recorded) {
    return recorded.kind === 'paymentMethodRefused' ? paymentMethodRefused(recorded.code, '') : recorded;
  }
  switch (recorded.__typename) {
    case 'InsufficientStock':
      return insufficientStock(
        recorded.shortages.map(({ variant, ...counts }) => ({ variantId: variant.id, ...counts })),
      );
    case 'SlotNotAvailable':
      return slotNotAvailable(recorded.deliverySlotId, recorded.reason);
    case 'InsufficientPoints':
      return insufficientPoints(recorded);
    case 'PaymentMethodRefused':
      return paymentMethodRefused(recorded.code, recorded.message);
  }
}
