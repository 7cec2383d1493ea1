import type { UsersPrisma } from '../accounts/user-reader.ts';
import type { AddressRecord } from './address.ts';

/** Addresses as they are read, each lookup one statement. Who may read them is the caller's question. */
export interface AddressReader {
  byId(ids: readonly string[]): Promise<Map<string, AddressRecord>>;
  /** By owner, latest first. */
  ofOwners(ownerIds: readonly string[]): Promise<Map<string, AddressRecord[]>>;
}

export function createAddressReader(prisma: Pick<UsersPrisma, 'address'>): AddressReader {
  return {
    async byId(ids) {
      if (ids.length === 0) return new Map();
      const addresses = await prisma.address.findMany({ where: { id: { in: [...ids] } } });
      return new Map(addresses.map((address) => [address.id, address]));
    },
    async ofOwners(ownerIds) {
      const where = { ownerId: { in: [...ownerIds] } };
      const addresses = await prisma.address.findMany({ where, orderBy: { id: 'desc' } });
      return Map.groupBy(addresses, ({ ownerId }) => ownerId);
    },
  };
}
