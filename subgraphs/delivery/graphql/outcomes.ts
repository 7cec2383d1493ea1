import { commonProblem } from '@depachika/domain/graphql-problems.ts';
import type { ResolversTypes } from '../generated/resolvers.ts';
import type { ProgressResult } from '../shipments/record-progress.ts';
import type { UpdateSlotResult } from '../slots/update-slot.ts';
import type { UpdateZoneResult } from '../zones/update-zone.ts';

export function progressOutcome(result: ProgressResult): ResolversTypes['RecordShipmentProgressResult'] {
  switch (result.kind) {
    case 'done':
      return { __typename: 'RecordShipmentProgressSuccess', shipment: result.shipment };
    case 'invalidInput':
    case 'notFound':
    case 'versionConflict':
      return commonProblem(result);
    case 'illegalShipmentTransition': {
      const { from, to, allowed } = result;
      const message = `A parcel that is ${from} cannot become ${to}`;
      return { __typename: 'IllegalShipmentTransition', message, from, to, allowed: [...allowed] };
    }
    case 'orderNotShippable': {
      const { orderStatus } = result;
      return { __typename: 'OrderNotShippable', message: `The order is ${orderStatus}`, orderStatus };
    }
  }
}

export function updateSlotOutcome(result: UpdateSlotResult): ResolversTypes['UpdateDeliverySlotResult'] {
  switch (result.kind) {
    case 'changed':
      return { __typename: 'UpdateDeliverySlotSuccess', slot: result.slot };
    case 'invalidInput':
    case 'notFound':
    case 'versionConflict':
      return commonProblem(result);
  }
}

export function updateZoneOutcome(result: UpdateZoneResult): ResolversTypes['UpdateDeliveryZoneResult'] {
  switch (result.kind) {
    case 'changed':
      return { __typename: 'UpdateDeliveryZoneSuccess', zone: result.zone };
    case 'invalidInput':
    case 'notFound':
    case 'versionConflict':
      return commonProblem(result);
  }
}
