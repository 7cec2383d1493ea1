import type { LeavingAccountQuery } from '../../../generated/operations/leaving-account.ts';

type Me = NonNullable<LeavingAccountQuery['me']>;
type LeftOrder = NonNullable<Me['orders']>['nodes'][number];

/** What somebody leaves behind whose account is deleted: of their latest orders, and as far as it is known now. */
export interface Leaving {
  /** That have not come to their end. */
  readonly underWay: readonly Pick<LeftOrder, 'id' | 'number'>[];
  readonly hasReturn: boolean;
  /** Whose refund waits for a bank account. */
  readonly accountNeeded: readonly Pick<LeftOrder, 'id' | 'number'>[];
  /** In all, spendable or not yet; undefined where nobody can tell. */
  readonly points: number | undefined;
}

/** After which nothing happens to an order by itself. */
const ENDED = ['EXPIRED', 'CANCELLED', 'DELIVERED', 'RETURNED', 'LOST', 'DAMAGED'];

export function leavingOf(me: LeavingAccountQuery['me']): Leaving {
  const orders = me?.orders?.nodes ?? [];
  const open = orders.filter(({ status }) => !ENDED.includes(status));
  const waiting = orders.filter(({ payments }) => payments?.some(waitsForAccount));
  const points = me?.points;
  return {
    underWay: open.map(({ id, number }) => ({ id, number })),
    hasReturn: open.some(({ status }) => status === 'RETURN_REQUESTED'),
    accountNeeded: waiting.map(({ id, number }) => ({ id, number })),
    points: points ? points.spendable + points.held + points.pending : undefined,
  };
}

function waitsForAccount({ refund }: NonNullable<LeftOrder['payments']>[number]): boolean {
  return refund?.status === 'NEEDS_BANK_ACCOUNT' || refund?.status === 'FAILED';
}
