import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import type { Clock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import { isId } from '@depachika/ids/ids.ts';
import { type RpcContext, RpcError, type RpcRoute, rpcRoute } from '@depachika/rpc/rpc.ts';
import { MAX_CHECKED_SESSIONS } from '@depachika/schema/access-token.ts';
import {
  SessionService,
  UserService,
} from '@depachika/schema/generated/proto/depachika/users/v1/users_pb.ts';
import { ROUTER_SERVICE } from '@depachika/schema/services.ts';
import { contactOf } from './accounts/contact-reader.ts';
import type { AddressRecord } from './addresses/address.ts';
import { ownAddress } from './addresses/address-store.ts';
import { mergedGuests } from './guests/guest-store.ts';
import { type PreparedMail, prepareAccountMail } from './mails/prepare-account-mail.ts';
import { prepareOrderLink } from './order-links/order-links.ts';
import { findPostalCodes } from './postal-codes/postal-code-store.ts';
import type { PostalCode } from './postal-codes/postal-codes.ts';
import type { ActiveSessions } from './sessions/active-sessions.ts';

/** The questions of other services. Customers may not ask here. */
export function usersRpc(deps: {
  readonly database: Database;
  readonly clock: Clock;
  readonly sessions: Pick<ActiveSessions, 'isActive' | 'openAmong'>;
}): readonly RpcRoute[] {
  return [userRoute(deps), sessionRoute(deps.sessions)];
}

function userRoute({ database, clock }: { readonly database: Database; readonly clock: Clock }): RpcRoute {
  return rpcRoute(UserService, {
    async getAddress({ ownerId, addressId }, { caller }) {
      refusePeople(caller);
      const known = isId('usr', ownerId) && isId('adr', addressId);
      const address = known ? await ownAddress(database, { id: addressId, ownerId }) : undefined;
      return address ? { address: addressMessage(address) } : {};
    },
    async getContact({ userId }, { caller }) {
      refusePeople(caller);
      const contact = isId('usr', userId) ? await contactOf(database, userId) : undefined;
      return contact ? { contact } : {};
    },
    async prepareOrderLink({ userId, orderId, orderNumber }, { caller }) {
      refusePeople(caller);
      const order = { userId, orderId, number: orderNumber };
      return { token: (await prepareOrderLink({ database, clock }, order)) ?? '' };
    },
    async getMergedGuests({ userId }, { caller }) {
      refusePeople(caller);
      return { guestIds: isId('usr', userId) ? await mergedGuests(database, userId) : [] };
    },
    async prepareAccountMail({ mailId }, { caller }) {
      refusePeople(caller);
      const mail = await prepareAccountMail({ database, clock }, mailId);
      return mail ? { mail: mailMessage(mail) } : {};
    },
    async getPostalCodes({ codes }, { caller }) {
      refusePeople(caller);
      if (codes.length < 1 || codes.length > 200)
        throw new RpcError('INVALID_ARGUMENT', 'codes must hold 1 to 200 codes');
      const places = await findPostalCodes(database, codes);
      return { postalCodes: [...places.values()].map(postalCodeMessage) };
    },
  });
}

/** Only the router sees access tokens; nobody else has a reason to ask after somebody's session. */
function sessionRoute(sessions: Pick<ActiveSessions, 'isActive' | 'openAmong'>): RpcRoute {
  return rpcRoute(SessionService, {
    async checkSession({ sessionId }, { caller }) {
      refuseOthersThanRouter(caller);
      return { active: await sessions.isActive(sessionId) };
    },
    async checkSessions({ sessionIds }, { caller }) {
      refuseOthersThanRouter(caller);
      if (sessionIds.length > MAX_CHECKED_SESSIONS)
        throw new RpcError(
          'INVALID_ARGUMENT',
          `At most ${MAX_CHECKED_SESSIONS} sessions are looked at at once`,
        );
      return { openSessionIds: [...(await sessions.openAmong(sessionIds))] };
    },
  });
}

function refusePeople(caller: RpcContext['caller']): void {
  if (caller.kind !== 'service') throw new RpcError('PERMISSION_DENIED', 'Only domains may ask for people');
}

function refuseOthersThanRouter(caller: RpcContext['caller']): void {
  if (caller.kind !== 'service' || caller.service !== ROUTER_SERVICE)
    throw new RpcError('PERMISSION_DENIED', 'Only the router may ask for sessions');
}

function mailMessage({ link, ...mail }: PreparedMail) {
  return { ...mail, token: link?.token ?? '', expiresAt: link && timestampFromDate(link.expiresAt) };
}

function postalCodeMessage({ code, latitude, longitude }: PostalCode) {
  return { code, point: { latitude, longitude } };
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
