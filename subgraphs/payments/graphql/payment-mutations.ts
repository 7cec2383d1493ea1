import { removeCard, saveCard, tokenizeCard } from '../card/keep-cards.ts';
import type { MutationResolvers } from '../generated/resolvers.ts';
import { decideNotification } from '../provider-notifications/decide-notification.ts';
import { provideRefundAccount } from '../refund/provide-account.ts';
import { refundPayment } from '../refund/refund-payment.ts';
import { actingIn, assertScope, customerOf, hasScope, memberOf } from './context.ts';
import { paymentProblem } from './payment-problems.ts';

export const paymentMutations: MutationResolvers = {
  tokenizeCard: async (_, { input }, context) => {
    const customerId = customerOf(context);
    const network = context.caller.kind === 'user' ? context.caller.network : undefined;
    const outcome = await tokenizeCard(context.services, { customerId, network }, input);
    if (outcome.kind !== 'tokenized') return paymentProblem(outcome);
    return { __typename: 'TokenizeCardSuccess', cardToken: outcome.cardToken, label: outcome.label };
  },
  savePaymentMethod: async (_, { input }, context) => {
    const outcome = await saveCard(context.services, memberOf(context), input.cardToken);
    if (outcome.kind !== 'saved') return paymentProblem(outcome);
    return { __typename: 'SavePaymentMethodSuccess', paymentMethod: outcome.card };
  },
  removePaymentMethod: async (_, { input }, context) => {
    const outcome = await removeCard(context.services, memberOf(context), input.id);
    if (outcome.kind !== 'removed') return paymentProblem(outcome);
    return { __typename: 'RemovePaymentMethodSuccess', id: input.id };
  },
  provideRefundAccount: async (_, { input }, context) => {
    const { paymentId, ...account } = input;
    const isStaff = hasScope(context, 'payments:refund');
    const customerId = isStaff ? undefined : customerOf(context);
    const request = { customerId, paymentId, account, actor: actingIn(context) };
    const outcome = await provideRefundAccount(context.services, request);
    if (outcome.kind !== 'provided') return paymentProblem(outcome);
    const refunds = (await context.refunds.load(paymentId)) ?? [];
    const refund = refunds.find(({ id }) => id === outcome.refundId);
    if (!refund) throw new Error(`The refund of ${paymentId} was changed and is not there`);
    return { __typename: 'ProvideRefundAccountSuccess', refund };
  },
  refundPayment: async (_, { input }, context) => {
    assertScope(context, 'payments:refund');
    const outcome = await refundPayment(context.services, input, actingIn(context));
    if (outcome.kind !== 'opened') return paymentProblem(outcome);
    return { __typename: 'RefundPaymentSuccess', payment: outcome.payment };
  },
  decideNotification: async (_, { input }, context) => {
    assertScope(context, 'payments:refund');
    const request = { ...input, actor: actingIn(context) };
    const outcome = await decideNotification(context.services, request);
    if (outcome.kind !== 'decided') return paymentProblem(outcome);
    return { __typename: 'DecideNotificationSuccess', notification: outcome.notification };
  },
};
