import { rpcRoute } from '@depachika/rpc/rpc.ts';
import { UserService } from '@depachika/schema/generated/proto/depachika/users/v1/users_pb.ts';

/** Addresses by id, all at one place; `point` says whether that place is known. */
export function createUsersDouble() {
  const addresses = new Map<string, { ownerId: string; point: boolean }>();
  const route = rpcRoute(UserService, {
    getAddress: async ({ ownerId, addressId }) => {
      const found = addresses.get(addressId);
      if (found?.ownerId !== ownerId) return {};
      const point = found.point ? { latitude: 35.681, longitude: 139.774 } : undefined;
      return { address: { ...ADDRESS, id: addressId, point } };
    },
  });
  return { addresses, route };
}

const ADDRESS = {
  recipientName: '清水 花子',
  recipientKana: 'シミズ ハナコ',
  phone: '0312345678',
  postalCode: '1030027',
  prefecture: '東京都',
  municipality: '中央区',
  street: '日本橋1-1',
  building: '',
};
