import { commonProblem } from '@depachika/domain/graphql-problems.ts';
import type { InvalidInput, NotFound, VersionConflict } from '@depachika/domain/problems.ts';
import { messages } from '../messages/messages.ts';
import type { NothingToReturn, NotificationNotOpen } from '../provider-notifications/decide-notification.ts';
import type { RefundNotWaiting } from '../refund/provide-account.ts';
import type { NotRefundable } from '../refund/refund-payment.ts';

/** Everything that this domain refuses, by `kind`. */
export type PaymentProblem =
  | InvalidInput
  | NotFound
  | VersionConflict
  | NotRefundable
  | RefundNotWaiting
  | NotificationNotOpen
  | NothingToReturn;

/** A refusal as a member of the schema's result unions, with a sentence for people. */
export function paymentProblem<P extends PaymentProblem>(problem: P): ResultOf<P> {
  const result = RESULTS[problem.kind] as (problem: PaymentProblem) => unknown;
  return result(problem) as ResultOf<P>;
}

type ResultOf<P extends PaymentProblem> = ReturnType<(typeof RESULTS)[P['kind']]>;

const RESULTS = {
  invalidInput: (problem: InvalidInput) => commonProblem(problem),
  notFound: (problem: NotFound) => commonProblem(problem),
  versionConflict: (problem: VersionConflict) => commonProblem(problem),
  notRefundable: ({ status }) => ({
    __typename: 'NotRefundable' as const,
    message: messages.notRefundable,
    status,
  }),
  refundNotWaiting: () => ({
    __typename: 'RefundNotWaiting' as const,
    message: messages.refundNotWaiting,
  }),
  notificationNotOpen: ({ outcome }) => ({
    __typename: 'NotificationNotOpen' as const,
    message: messages.notificationNotOpen,
    outcome,
  }),
  nothingToReturn: ({ outcome }) => ({
    __typename: 'NothingToReturn' as const,
    message: messages.nothingToReturn,
    outcome,
  }),
} satisfies {
  [K in PaymentProblem['kind']]: (problem: Extract<PaymentProblem, { kind: K }>) => { __typename: string };
};
