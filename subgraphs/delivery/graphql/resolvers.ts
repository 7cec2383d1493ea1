import type { Resolvers } from '../generated/resolvers.ts';
import type { ProgressDependencies } from '../shipments/record-progress.ts';
import type { UpdateZoneDependencies } from '../zones/update-zone.ts';
import { closedDayMutations, closedDayQueries, closedDayResolvers } from './closed-day-resolvers.ts';
import type { Context, Readers } from './context.ts';
import { type TrackingDependencies, trackings } from './follow-shipments.ts';
import { promiseQueries, promiseResolvers } from './promise-resolvers.ts';
import {
  shipmentMutations,
  shipmentQueries,
  shipmentResolvers,
  shipmentSubscriptions,
  shipmentsOfOrder,
} from './shipment-resolvers.ts';
import { slotMutations, slotOfOrder, slotQueries, slotResolvers, zonesOfShop } from './slot-resolvers.ts';

export type ResolverDependencies = ProgressDependencies &
  Readers &
  TrackingDependencies &
  UpdateZoneDependencies;

export function createResolvers(deps: ResolverDependencies): Resolvers<Context> {
  return {
    Query: {
      ...slotQueries(deps.zones),
      ...closedDayQueries,
      ...promiseQueries,
      ...shipmentQueries(deps.shipments),
    },
    Mutation: { ...slotMutations(deps), ...closedDayMutations(deps), ...shipmentMutations(deps) },
    Subscription: shipmentSubscriptions(trackings(deps)),
    Order: { __resolveReference: ({ id }) => ({ id }), ...slotOfOrder, ...shipmentsOfOrder },
    Shop: zonesOfShop(deps.zones),
    ...slotResolvers,
    ...closedDayResolvers,
    ...promiseResolvers,
    ...shipmentResolvers,
  };
}
