import { type InvalidInput, invalidInput } from '@depachika/domain/problems.ts';
import type { RpcClient } from '@depachika/rpc/rpc.ts';
import type { DeliveryService } from '@depachika/schema/generated/proto/depachika/delivery/v1/delivery_pb.ts';
import { messages } from '../messages/messages.ts';
import { POSTAL_CODE_FIELD, type WantedDelivery } from './deliverable-input.ts';
import type { DeliverableGoods } from '../listing/product-filter.ts';

/** Whom lists ask what can be delivered. */
export type DeliverySource = Pick<RpcClient<typeof DeliveryService>, 'getDeliverability'>;

/** Which goods can be where they are wanted, if they are ordered now. */
export type DeliverabilityReader = (
  wanted: WantedDelivery,
) => Promise<{ readonly kind: 'goods'; readonly goods: DeliverableGoods } | InvalidInput>;

/**
 * Asks delivery each time: a slot that is taken changes the answer at once. What nobody delivers is none, and a postal code
 * that nobody knows is refused. Throws what the call throws while delivery is away.
 */
export function createDeliverabilityReader(delivery: DeliverySource): DeliverabilityReader {
  return async ({ postalCode, date }) => {
    const answer = await delivery.getDeliverability({ postalCode, date });
    if (answer.unknownPostalCode) return invalidInput(POSTAL_CODE_FIELD, messages.allowed.knownPostalCode);
    if (answer.zoneId === '' || !answer.slotLeft) return { kind: 'goods', goods: NOTHING };
    const { locationIds, maxLeadTimeDays } = answer;
    return { kind: 'goods', goods: { kind: 'some', locationIds: [...locationIds].sort(), maxLeadTimeDays } };
  };
}

const NOTHING: DeliverableGoods = { kind: 'none' };
