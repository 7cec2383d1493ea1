import { commonProblem } from '@depachika/domain/graphql-problems.ts';
import { badUserInput, forbidden, unauthenticated } from '@depachika/graphql/errors.ts';
import type { RequestContext } from '@depachika/graphql/executable-subgraph.ts';
import { type Actor, actorOf } from '@depachika/identity/actor.ts';
import { type Caller, holdsScope } from '@depachika/identity/caller.ts';
import { allowed } from '@depachika/messages/shared/shared-messages.ts';
import { type DecideMailDependencies, decideOfMail, type MailNotUndecided } from '../doubts/decide-mail.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import type { MailRecord } from '../mails/mail.ts';
import { messages } from '../messages/messages.ts';

export interface ResolverDependencies extends DecideMailDependencies {
  readonly undecided: (limit: number) => Promise<MailRecord[]>;
}

export function createResolvers(deps: ResolverDependencies): Resolvers<RequestContext> {
  return {
    Query: {
      mailDoubts(_, { first }, { caller }) {
        staff(caller);
        const wanted = first ?? 50;
        if (wanted < 1 || wanted > 100) throw badUserInput('first', allowed.range({ from: 1, to: 100 }));
        return deps.undecided(wanted);
      },
    },
    Mutation: {
      async resendMail(_, { input }, { caller }) {
        const result = await decideOfMail(deps, { ...input, decision: 'resendMail' }, staff(caller));
        if (result.kind === 'decided') return { __typename: 'ResendMailSuccess', mail: result.mail };
        return result.kind === 'notFound' ? commonProblem(result) : notUndecided(result);
      },
      async dismissMail(_, { input }, { caller }) {
        const result = await decideOfMail(deps, { ...input, decision: 'dismissMail' }, staff(caller));
        if (result.kind === 'decided') return { __typename: 'DismissMailSuccess', mail: result.mail };
        return result.kind === 'notFound' ? commonProblem(result) : notUndecided(result);
      },
    },
    Mail: { order: ({ orderId }) => (orderId ? { id: orderId } : null) },
  };
}

function notUndecided({ state }: MailNotUndecided) {
  return {
    __typename: 'MailNotUndecided' as const,
    message: messages.mailNotUndecided,
    state,
  };
}

/** Mails are staff's business, also when the router was not asked. @returns who is acting */
function staff(caller: Caller): Actor {
  if (caller.kind === 'anonymous') throw unauthenticated();
  if (caller.kind !== 'service' && !holdsScope(caller, 'orders:manage')) throw forbidden();
  return actorOf(caller);
}
