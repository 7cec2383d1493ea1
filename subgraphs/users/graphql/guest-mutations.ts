import type { Caller } from '@depachika/identity/caller.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { type EraseGuestDependencies, eraseGuest } from '../guests/erase-guest.ts';
import { type StartGuestSessionDependencies, startGuestSession } from '../guests/start-guest-session.ts';
import { tellContact } from '../guests/tell-contact.ts';
import { openOrderLink } from '../order-links/order-links.ts';
import { networkOf, person } from './callers.ts';
import type { Context } from './context.ts';
import {
  eraseGuestOutcome,
  openOrderLinkOutcome,
  startGuestSessionOutcome,
  tellGuestContactOutcome,
} from './guest-outcomes.ts';
import { withLanguage } from './language.ts';

export interface GuestMutationDependencies extends StartGuestSessionDependencies, EraseGuestDependencies {}

type Mutations = NonNullable<Resolvers<Context>['Mutation']>;

export function guestMutations(deps: GuestMutationDependencies): Mutations {
  return {
    async startGuestSession(_, { input }, { caller }) {
      return startGuestSessionOutcome(await startGuestSession(deps, withLanguage(input), networkOf(caller)));
    },
    async tellGuestContact(_, { input }, { caller }) {
      return tellGuestContactOutcome(await tellContact(deps, person(caller).userId, withLanguage(input)));
    },
    async openOrderLink(_, { input }) {
      return openOrderLinkOutcome(await openOrderLink(deps, input));
    },
    async eraseGuest(_, __, { caller }) {
      return eraseGuestOutcome(await eraseGuest(deps, guestOrReader(caller)));
    },
  };
}

/** The guest who calls, or whose order the caller reads by its link. */
function guestOrReader(caller: Caller): string {
  return caller.kind === 'orderReader' ? caller.userId : person(caller).userId;
}
