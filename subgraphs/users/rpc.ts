import type { Database } from '@depachika/database/database.ts';
import { isId } from '@depachika/ids/ids.ts';
import { RpcError, type RpcRoute, rpcRoute } from '@depachika/rpc/rpc.ts';
import { UserService } from '@depachika/schema/generated/proto/depachika/users/v1/users_pb.ts';
import type { AddressRecord } from './addresses/address.ts';
import { ownAddress } from './addresses/address-store.ts';

/** The questions of other domains. Customers may not ask here. */
export function usersRpc(database: Database): RpcRoute {
  return rpcRoute(UserService, {
    async getAddress({ ownerId, addressId }, { caller }) {
      if (caller.kind !== 'service')
        throw new RpcError('PERMISSION_DENIED', 'Only domains may ask for addresses');
      const known = isId('usr', ownerId) && isId('adr', addressId);
      const address = known ? await ownAddress(database, { id: addressId, ownerId }) : undefined;
      return address ? { address: addressMessage(address) } : {};
    },
  });
}

function addressMessage({ latitude, longitude, ...address }: AddressRecord) {
  const { id, recipientName, recipientKana, phone, postalCode, prefecture, municipality, street, building } =
    address;
  const point = latitude === null || longitude === null ? undefined : { latitude, longitude };
  return {
    id,
    recipientName,
    recipientKana,
    phone,
    postalCode,
    prefecture,
    municipality,
    street,
    building,
    point,
  };
}
