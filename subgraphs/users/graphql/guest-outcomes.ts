import { commonProblem } from '@depachika/domain/graphql-problems.ts';
import type { ResolversTypes } from '../generated/resolvers.ts';
import type { EraseGuestResult } from '../guests/erase-guest.ts';
import type { StartGuestSessionResult } from '../guests/start-guest-session.ts';
import type { TellContactResult } from '../guests/tell-contact.ts';
import { messages } from '../messages/messages.ts';
import type { OpenOrderLinkResult } from '../order-links/order-links.ts';
import { tooManyAttempts } from './outcomes.ts';

export function startGuestSessionOutcome(
  result: StartGuestSessionResult,
): ResolversTypes['StartGuestSessionResult'] {
  switch (result.kind) {
    case 'started':
      return { __typename: 'StartGuestSessionSuccess', session: result.session };
    case 'tooManyAttempts':
      return tooManyAttempts(messages.tooManyGuests, result.retryAt);
  }
}

export function tellGuestContactOutcome(result: TellContactResult): ResolversTypes['TellGuestContactResult'] {
  switch (result.kind) {
    case 'told':
      return { __typename: 'TellGuestContactSuccess', user: result.user };
    case 'invalidInput':
      return commonProblem(result);
    case 'memberAccount':
      return memberAccount();
  }
}

export function openOrderLinkOutcome(result: OpenOrderLinkResult): ResolversTypes['OpenOrderLinkResult'] {
  switch (result.kind) {
    case 'opened':
      return { __typename: 'OpenOrderLinkSuccess', reading: result };
    case 'invalidLink':
      return { __typename: 'InvalidLink', message: messages.invalidOrderLink };
  }
}

export function eraseGuestOutcome(result: EraseGuestResult): ResolversTypes['EraseGuestResult'] {
  switch (result.kind) {
    case 'erased':
      return { __typename: 'EraseGuestSuccess', erasedAt: result.erasedAt };
    case 'memberAccount':
      return memberAccount();
  }
}

function memberAccount() {
  return { __typename: 'MemberAccount', message: messages.memberAccount } as const;
}
