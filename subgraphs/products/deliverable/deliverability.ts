import { anyInvalid, type InvalidInput, invalidInput } from '@depachika/domain/problems.ts';
import type { RpcClient } from '@depachika/rpc/rpc.ts';
import type { DeliveryService } from '@depachika/schema/generated/proto/depachika/delivery/v1/delivery_pb.ts';
import type { DeliverableGoods } from '../listing/product-filter.ts';
import { messages } from '../messages/messages.ts';
import { checkDate, POSTAL_CODE_FIELD, type WantedDelivery } from './deliverable-input.ts';

/** Whom lists ask what can be delivered. */
export type DeliverySource = Pick<RpcClient<typeof DeliveryService>, 'getDeliverability'>;

/** Which goods can be where they are wanted, if they are ordered now. */
export type DeliverabilityReader = (
  wanted: WantedDelivery,
) => Promise<{ readonly kind: 'goods'; readonly goods: DeliverableGoods } | InvalidInput>;

/**
 * Asks delivery each time: a slot that is taken changes the answer at once. What nobody delivers is none, and a postal code
 * that nobody knows is refused, as is a date further ahead than customers see slots. Throws what the call throws while delivery is away.
 */
export function createDeliverabilityReader(delivery: DeliverySource): DeliverabilityReader {
  return async ({ postalCode, date, today }) => {
    const answer = await delivery.getDeliverability({ postalCode, date });
    const tooFar = anyInvalid([checkDate({ date, today }, answer.daysAhead || USUAL_DAYS_AHEAD)]);
    if (tooFar) return tooFar;
    if (answer.unknownPostalCode) return invalidInput(POSTAL_CODE_FIELD, messages.allowed.knownPostalCode);
    if (answer.zoneId === '' || !answer.slotLeft) return { kind: 'goods', goods: NOTHING };
    const { locationIds, maxLeadTimeDays } = answer;
    return { kind: 'goods', goods: { kind: 'some', locationIds: [...locationIds].sort(), maxLeadTimeDays } };
  };
}

/** Of a delivery that does not say it. */
const USUAL_DAYS_AHEAD = 7;
const NOTHING: DeliverableGoods = { kind: 'none' };
