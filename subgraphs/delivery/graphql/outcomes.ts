import { commonProblem } from '@depachika/domain/graphql-problems.ts';
import type { ResolversTypes } from '../generated/resolvers.ts';
import { messages } from '../messages/messages.ts';
import type { ProgressResult } from '../shipments/record-progress.ts';
import type { RescheduleResult } from '../shipments/reschedule-delivery.ts';
import type { UpdateSlotResult } from '../slots/update-slot.ts';
import type { UpdateSlotsResult } from '../slots/update-slots.ts';
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
      const message = messages.illegalShipmentTransition({ from, to });
      return { __typename: 'IllegalShipmentTransition', message, from, to, allowed: [...allowed] };
    }
    case 'orderNotShippable': {
      const { orderStatus } = result;
      return {
        __typename: 'OrderNotShippable',
        message: messages.orderNotShippable({ orderStatus }),
        orderStatus,
      };
    }
    case 'paymentNotCertain': {
      const { code } = result;
      return { __typename: 'PaymentNotCertain', message: messages.paymentNotCertain({ code }), code };
    }
    case 'tooEarly': {
      const { to, possibleFrom } = result;
      const message = messages.tooEarlyForSlot({ to });
      return { __typename: 'TooEarlyForSlot', message, to, possibleFrom };
    }
  }
}

export function rescheduleOutcome(result: RescheduleResult): ResolversTypes['RescheduleDeliveryResult'] {
  switch (result.kind) {
    case 'rescheduled':
      return { __typename: 'RescheduleDeliverySuccess', shipment: result.shipment };
    case 'notFound':
      return commonProblem(result);
    case 'versionConflict':
      return commonProblem(result);
    case 'notReschedulable': {
      const { status } = result;
      return { __typename: 'NotReschedulable', message: messages.notReschedulable, status };
    }
    case 'slotRefused': {
      const { slotId: deliverySlotId, reason } = result;
      const message = messages.deliverySlotRefused[reason];
      return { __typename: 'DeliverySlotRefused', message, deliverySlotId, reason };
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

export function updateSlotsOutcome(result: UpdateSlotsResult): ResolversTypes['UpdateDeliverySlotsResult'] {
  switch (result.kind) {
    case 'done': {
      const userErrors = result.refused.map(({ slot, code }) => ({
        path: [slot.id, 'capacity'],
        code,
        message: messages.slotBelowTaken({ taken: slot.taken }),
        slot,
      }));
      return { __typename: 'UpdateDeliverySlotsSuccess', slots: [...result.slots], userErrors };
    }
    case 'invalidInput':
      return commonProblem(result);
    case 'notFound':
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
