import { type ChangeHistory, changeHistory } from '@depachika/domain/change-history.ts';
import type { ChangeReader } from '@depachika/domain/changes.ts';
import type { RequestContext } from '@depachika/graphql/executable-subgraph.ts';
import { type BatchLoader, batchLoader } from '@depachika/graphql/loaders.ts';
import { type Caller, mayRead, SCOPES } from '@depachika/identity/caller.ts';
import { isId } from '@depachika/ids/ids.ts';
import type { UserRecord } from '../accounts/user.ts';
import type { UserReader } from '../accounts/user-reader.ts';
import type { AddressRecord } from '../addresses/address.ts';
import type { AddressReader } from '../addresses/address-reader.ts';
import type { PostalCode } from '../postal-codes/postal-codes.ts';
import type { OwnSession } from '../sessions/own-session.ts';
import type { Session } from '../sessions/session.ts';

/** One request's lookups, each one statement for all that ask at once. They find only what the caller may read. */
export interface Context extends RequestContext {
  readonly users: BatchLoader<string, UserRecord>;
  readonly addresses: BatchLoader<string, AddressRecord>;
  /** By owner, latest first. */
  readonly addressesOf: BatchLoader<string, AddressRecord[]>;
  /** By seven digits. */
  readonly postalCodes: BatchLoader<string, PostalCode>;
  readonly changes: ChangeHistory;
  /** Open sessions of a user, the one used last first. */
  readonly sessionsOf: (userId: string) => Promise<readonly OwnSession[]>;
  /** The same for somebody whose session has begun, or goes on, in this request. */
  signedIn(session: Session): Context;
}

/** A user, and who looks at them where that is not the caller of the request: below a sign-in, the one who was signed in. */
export type SeenUser = UserRecord & { readonly seenIn?: Context };

export interface Readers {
  readonly users: UserReader;
  readonly addresses: AddressReader;
  readonly postalCodes: (codes: readonly string[]) => Promise<ReadonlyMap<string, PostalCode>>;
  readonly changes: ChangeReader;
  readonly sessionsOf: (userId: string) => Promise<readonly OwnSession[]>;
}

export function createContext(readers: Readers, request: RequestContext): Context {
  const { users, addresses, postalCodes, changes, sessionsOf } = readers;
  const { caller } = request;
  const readable = (ownerId: string) => mayRead(caller, ownerId);
  return {
    ...request,
    users: batchLoader((ids) => users.byId(ids.filter((id) => isId('usr', id) && readable(id)))),
    addresses: batchLoader(async (ids) => {
      if (caller.kind === 'anonymous') return new Map();
      const found = await addresses.byId(ids.filter((id) => isId('adr', id)));
      return new Map([...found].filter(([, { ownerId }]) => readable(ownerId)));
    }),
    addressesOf: batchLoader((ownerIds) => addresses.ofOwners(ownerIds.filter(readable))),
    postalCodes: batchLoader(postalCodes),
    changes: changeHistory(changes),
    sessionsOf,
    signedIn: (session) => createContext(readers, { ...request, caller: callerOf(session) }),
  };
}

/** As the session's access token names them. */
function callerOf({ id: sessionId, user }: Session): Caller {
  return { kind: 'user', userId: user.id, sessionId, roles: [user.role], scopes: SCOPES[user.role] };
}
