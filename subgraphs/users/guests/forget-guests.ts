import { timestampDate } from '@bufbuild/protobuf/wkt';
import type { StepResult } from '@depachika/background/polling-loop.ts';
import type { RpcClient } from '@depachika/rpc/rpc.ts';
import type { OrderService } from '@depachika/schema/generated/proto/depachika/orders/v1/orders_pb.ts';
import { type EraseGuestDependencies, erasedWithin, removedWithin } from './erase-guest.ts';
import { type GuestFate, guestFate, type OrdersOfGuest } from './guest-rules.ts';
import { claimDueGuests, type DueGuest, lockedGuest, lookAgain } from './guest-store.ts';

export interface ForgetGuestsDependencies extends EraseGuestDependencies {
  readonly orders: Pick<RpcClient<typeof OrderService>, 'getCustomerOrders'>;
  /** How long a guest's data are kept after the end of the last order. */
  readonly guestKeptMs: number;
}

/** Guests that one step looks at. */
const BATCH = 100;
/** A process that dies with guests in hand leaves them to the next one after this. */
const LEASE_MS = 60 * 60_000;

/** Removes guests who never ordered and do not come back, and erases those whose orders are long over. Idle it costs one statement. */
export async function forgetGuests(deps: ForgetGuestsDependencies): Promise<StepResult> {
  const now = deps.clock.now();
  const until = new Date(now.getTime() + LEASE_MS);
  const guests = await claimDueGuests(deps.database, { now, until, limit: BATCH });
  if (guests.length === 0) return 'idle';
  const orders = await ordersOf(deps, guests);
  for (const { id, openUntil } of guests) {
    const known = { openUntil: openUntil ?? undefined, orders: orders.get(id) };
    await carryOut(deps, id, guestFate({ ...known, keptMs: deps.guestKeptMs, now }));
  }
  return guests.length === BATCH ? 'more' : 'found';
}

async function ordersOf(
  { orders }: Pick<ForgetGuestsDependencies, 'orders'>,
  guests: readonly DueGuest[],
): Promise<ReadonlyMap<string, OrdersOfGuest>> {
  const { customers } = await orders.getCustomerOrders({ customerIds: guests.map(({ id }) => id) });
  return new Map(
    customers.map(({ customerId, underWay, lastChangedAt }) => [
      customerId,
      { underWay, lastChangedAt: timestampDate(lastChangedAt!) },
    ]),
  );
}

async function carryOut(deps: ForgetGuestsDependencies, userId: string, fate: GuestFate): Promise<void> {
  const { database, outbox, clock, sessions } = deps;
  if (fate.kind === 'kept') return lookAgain(database, { id: userId, lookAt: fate.lookAt });
  const ended = await database.transaction({ name: 'users.forgetGuest' }, async (tx) => {
    if (!(await lockedGuest(tx, userId))) return [];
    const guest = { userId, outbox, now: clock.now() };
    return fate.kind === 'erased' ? erasedWithin(tx, guest) : removedWithin(tx, guest);
  });
  await sessions.forget(ended);
}
