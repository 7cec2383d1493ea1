import { newId } from '@depachika/ids/ids.ts';
import { grantPoints } from '@depachika/payments/points/points-awards.ts';
import { EVENT_TYPES } from '@depachika/schema/generated/events.ts';
import type { DrivenShop } from '../driven-shop.ts';

export interface Customer {
  readonly userId: string;
  readonly addressId: string;
  /** What they say who they are. */
  readonly token: string;
}

/** A gift that ends soon: what comes back of it lives a little longer, and nothing else does. */
export const OLD_GIFT_POINTS = 400;
const OLD_GIFT_AGE_DAYS = 350;
const DAY_MS = 86_400_000;

/** Somebody new with an address of their own, the shop's welcome, and points that end in two weeks. */
export async function newCustomer(shop: DrivenShop): Promise<Customer> {
  const userId = newId('usr');
  const addressId = newId('adr');
  const now = shop.clock.now();
  await shop.database('users').transaction({ name: 'test.customer' }, async (tx) => {
    await tx.query(INSERT_USER, [userId, `${userId}@example.jp`, now]);
    await tx.query(INSERT_ADDRESS, [addressId, userId, phoneOf(userId), `日本橋${userId.slice(-6)}`, now]);
    await tx.query(INSERT_EVENT, [newId('evt'), userId, JSON.stringify(registered(userId, now))]);
  });
  const granted = new Date(now.getTime() - OLD_GIFT_AGE_DAYS * DAY_MS);
  await shop
    .database('payments')
    .transaction({ name: 'test.gift' }, (tx) => grantPoints(tx, userId, OLD_GIFT_POINTS, granted));
  return { userId, addressId, token: `CUSTOMER ${userId}` };
}

function registered(userId: string, now: Date) {
  const at = now.toISOString();
  return {
    specversion: '1.0',
    id: newId('evt'),
    source: '/depachika/users',
    type: EVENT_TYPES.UserRegisteredV1,
    subject: userId,
    time: at,
    datacontenttype: 'application/json',
    partitionkey: userId,
    aggregateversion: 1,
    data: { userId, registeredAt: at },
  };
}

/** Everybody has a number of their own: limits per recipient are about people, and these are many. */
function phoneOf(userId: string): string {
  const digits = [...userId.slice(-8)].map((sign) => String(sign.charCodeAt(0) % 10)).join('');
  return `090${digits}`;
}

const INSERT_USER = `INSERT INTO users.users (id, email, name, name_kana, phone, role, password_hash, created_at)
  VALUES ($1, $2, '清水 花子', 'シミズ ハナコ', '09000000000', 'CUSTOMER', '', $3)`;

const INSERT_ADDRESS = `INSERT INTO users.addresses (id, owner_id, recipient_name, recipient_kana, phone, postal_code,
    prefecture, municipality, street, building, latitude, longitude, created_at)
  VALUES ($1, $2, '清水 花子', 'シミズ ハナコ', $3, '1030027', '東京都', '中央区', $4, '', 35.68, 139.772, $5)`;

const INSERT_EVENT = `INSERT INTO users.outbox_events (id, topic, key, type, event)
  VALUES ($1, 'depachika.users.v1', $2, $3::jsonb->>'type', $3::jsonb)`;
