import type { ResolversTypes } from '../generated/resolvers.ts';
import type { InvalidInput, ProgressResult } from '../shipments/record-progress.ts';
import type { SlotChangeResult } from '../slots/update-slot.ts';

export function progressOutcome(result: ProgressResult): ResolversTypes['RecordShipmentProgressResult'] {
  switch (result.kind) {
    case 'done':
      return {
        __typename: 'RecordShipmentProgressSuccess',
        shipment: result.shipment,
      } as ResolversTypes['RecordShipmentProgressResult'];
    case 'invalidInput':
      return invalidInput(result);
    case 'notFound':
      return notFound(result);
    case 'conflict':
      return versionConflict('parcel', result);
    case 'illegal': {
      const { from, to, allowed } = result;
      const message = `A parcel that is ${from} cannot become ${to}`;
      return { __typename: 'IllegalShipmentTransition', message, from, to, allowed: [...allowed] };
    }
    case 'notShippable': {
      const { orderStatus } = result;
      return { __typename: 'OrderNotShippable', message: `The order is ${orderStatus}`, orderStatus };
    }
  }
}

export function slotOutcome(result: SlotChangeResult): ResolversTypes['UpdateDeliverySlotResult'] {
  switch (result.kind) {
    case 'done':
      return {
        __typename: 'UpdateDeliverySlotSuccess',
        slot: result.slot,
      } as ResolversTypes['UpdateDeliverySlotResult'];
    case 'invalidInput':
      return invalidInput(result);
    case 'notFound':
      return notFound(result);
    case 'conflict':
      return versionConflict('slot', result);
  }
}

function invalidInput({ field, allowed }: InvalidInput) {
  return { __typename: 'InvalidInput' as const, message: `${field} must be ${allowed}`, field, allowed };
}

function notFound({ id }: { readonly id: string }) {
  return { __typename: 'NotFound' as const, message: `There is no ${id}`, id };
}

function versionConflict(
  what: string,
  { expectedVersion, currentVersion }: { readonly expectedVersion: number; readonly currentVersion: number },
) {
  const message = `The ${what} has version ${currentVersion} now`;
  return { __typename: 'VersionConflict' as const, message, expectedVersion, currentVersion };
}
