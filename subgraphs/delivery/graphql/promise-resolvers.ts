import { badUserInput } from '@depachika/graphql/errors.ts';
import { allowed } from '@depachika/messages/shared/shared-messages.ts';
import { postalCodeDigits } from '@depachika/text/japanese.ts';
import type { QueryDeliveryPromiseArgs, QueryResolvers, Resolvers } from '../generated/resolvers.ts';
import { messages } from '../messages/messages.ts';
import { minutesUntil } from '../promise/promise-rules.ts';
import { MAX_VARIANTS, type PlaceName } from '../promise/promises.ts';
import { checkPoint } from '../zones/point.ts';
import { closuresOn } from './closed-day-resolvers.ts';
import type { Context } from './context.ts';

export const promiseQueries: Pick<QueryResolvers<Context>, 'deliveryPromise'> = {
  async deliveryPromise(_, args, { promises }) {
    const { variantIds } = args;
    if (variantIds.length < 1 || variantIds.length > MAX_VARIANTS)
      throw badUserInput('variantIds', messages.allowed.variants(MAX_VARIANTS));
    const place = placeOf(args);
    const found = await promises.loadMany(variantIds.map((variantId) => ({ place, variantId })));
    return found.map((promise, index) => ({ ...promise!, variantId: variantIds[index]! }));
  },
};

export const promiseResolvers: Pick<Resolvers<Context>, 'ProductVariant' | 'DeliveryPromise'> = {
  ProductVariant: {
    __resolveReference: ({ id }) => ({ id }),
    async deliveryPromise({ id: variantId }, { postalCode }, { promises }) {
      const promise = await promises.load({ place: postalPlace(postalCode), variantId });
      return { ...promise!, variantId };
    },
  },
  DeliveryPromise: {
    variant: ({ variantId }) => ({ id: variantId }),
    offered: ({ reason }) => reason === null,
    explanation: ({ reason }) => (reason === null ? null : messages.promiseRefused[reason]),
    slots: ({ slots }) => [...slots],
    minutesLeft: ({ orderBy }, _, { now }) => (orderBy ? minutesUntil(orderBy, now) : null),
    feeYen: ({ zone }) => zone?.feeYen ?? null,
    closedDays: ({ closedDays }) => [...closedDays],
    closures: ({ zone, closedDays }, _, context) => (zone ? closuresOn(context, zone.id, closedDays) : []),
  },
};

/** A postal code or a point: neither would be anywhere, and both could be two places. */
function placeOf({ postalCode, latitude, longitude }: QueryDeliveryPromiseArgs): PlaceName {
  const isPoint = typeof latitude === 'number' && typeof longitude === 'number';
  const isHalf = (typeof latitude === 'number') !== (typeof longitude === 'number');
  if (isHalf || isPoint === (typeof postalCode === 'string'))
    throw badUserInput('postalCode', messages.allowed.onePlace);
  if (!isPoint) return postalPlace(postalCode!);
  const point = { latitude, longitude };
  const wrong = checkPoint(point);
  if (wrong) throw badUserInput(wrong.field, wrong.allowed);
  return { point };
}

function postalPlace(postalCode: string): PlaceName {
  const digits = postalCodeDigits(postalCode);
  if (digits === undefined) throw badUserInput('postalCode', allowed.postalCode);
  return { postalCode: digits };
}
