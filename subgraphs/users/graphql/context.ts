import type { Database } from '@depachika/database/database.ts';
import type { RequestContext } from '@depachika/graphql/executable-subgraph.ts';
import { type BatchLoader, batchLoader, byKey, groupedBy } from '@depachika/graphql/loaders.ts';
import { mayRead } from '@depachika/identity/caller.ts';
import { isId } from '@depachika/ids/ids.ts';
import type { AddressRecord, PostalCodeRecord, UserRecord } from '../accounts/user.ts';
import { postalPlaces } from '../addresses/address-store.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';

/** The client never reads password hashes. */
export type UsersPrisma = PrismaClient<never, { readonly user: { readonly passwordHash: true } }>;

/** One request's lookups, each one statement for all that ask at once. They find only what the caller may read. */
export interface Context extends RequestContext {
  readonly users: BatchLoader<string, UserRecord>;
  readonly addresses: BatchLoader<string, AddressRecord>;
  /** By owner, latest first. */
  readonly addressesOf: BatchLoader<string, AddressRecord[]>;
  /** By seven digits. */
  readonly postalCodes: BatchLoader<string, PostalCodeRecord>;
}

export function usersContext(
  { database, prisma }: { readonly database: Database; readonly prisma: UsersPrisma },
  request: RequestContext,
): Context {
  const { caller } = request;
  const readable = (ownerId: string) => mayRead(caller, ownerId);
  return {
    ...request,
    users: batchLoader(async (ids) => {
      const wanted = ids.filter((id) => isId('usr', id) && readable(id));
      if (wanted.length === 0) return new Map();
      const rows = await prisma.user.findMany({ where: { id: { in: wanted } } });
      return byKey(rows as UserRecord[], ({ id }) => id);
    }),
    addresses: batchLoader(async (ids) => {
      const wanted = ids.filter((id) => isId('adr', id));
      if (wanted.length === 0 || caller.kind === 'anonymous') return new Map();
      const rows = await prisma.address.findMany({ where: { id: { in: wanted } } });
      return byKey(
        rows.filter(({ ownerId }) => readable(ownerId)),
        ({ id }) => id,
      );
    }),
    addressesOf: batchLoader(async (ownerIds) => {
      const where = { ownerId: { in: ownerIds.filter(readable) } };
      return groupedBy(
        await prisma.address.findMany({ where, orderBy: { id: 'desc' } }),
        ({ ownerId }) => ownerId,
      );
    }),
    postalCodes: batchLoader(async (codes) => byKey(await postalPlaces(database, codes), ({ code }) => code)),
  };
}
