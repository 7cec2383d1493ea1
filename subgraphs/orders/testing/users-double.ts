import { createHash } from 'node:crypto';
import { rpcRoute } from '@depachika/rpc/rpc.ts';
import { UserService } from '@depachika/schema/generated/proto/depachika/users/v1/users_pb.ts';

/** How somebody can be reached. */
interface Contact {
  readonly email: string;
  readonly name: string;
  readonly language: string;
  readonly isGuest: boolean;
}

interface KnownAddress {
  readonly ownerId: string;
  readonly point: boolean;
  /** As somebody wrote it; a door of its own when left out. */
  readonly written?: { readonly phone?: string; readonly street?: string; readonly building?: string };
}

/** Contacts, and guests who logged in, by user. Addresses by id, all at one place, each with a door and a phone number of its own; `point` says whether that place is known. */
export function createUsersDouble() {
  const addresses = new Map<string, KnownAddress>();
  const contacts = new Map<string, Contact>();
  const merged = new Map<string, string[]>();
  const route = rpcRoute(UserService, {
    getContact: async ({ userId }) => ({ contact: contacts.get(userId) }),
    getPostalCodes: async () => ({}),
    getMergedGuests: async ({ userId }) => ({ guestIds: merged.get(userId) ?? [] }),
    prepareOrderLink: async () => ({}),
    prepareAccountMail: async () => ({}),
    getAddress: async ({ ownerId, addressId }) => {
      const found = addresses.get(addressId);
      if (found?.ownerId !== ownerId) return {};
      const point = found.point ? { latitude: 35.681, longitude: 139.774 } : undefined;
      return { address: { ...ADDRESS, ...home(addressId), ...found.written, id: addressId, point } };
    },
  });
  return { addresses, contacts, merged, route };
}

function home(addressId: string) {
  const number = Number.parseInt(createHash('sha256').update(addressId).digest('hex').slice(0, 10), 16);
  return { phone: `03${String(number % 100_000_000).padStart(8, '0')}`, building: addressId };
}

const ADDRESS = {
  recipientName: '清水 花子',
  recipientKana: 'シミズ ハナコ',
  postalCode: '1030027',
  prefecture: '東京都',
  municipality: '中央区',
  street: '日本橋1-1',
};
