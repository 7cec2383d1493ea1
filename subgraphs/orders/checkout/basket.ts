import { newId } from '@depachika/ids/ids.ts';
import type { Variant } from '@depachika/schema/generated/proto/depachika/products/v1/products_pb.ts';
import { readVariants } from '../cart/variant-reader.ts';
import type { AddressSnapshot, OrderLine, SlotSnapshot } from '../order/order.ts';
import {
  type AddressNotFound,
  type CartEmpty,
  cartEmpty,
  type InvalidInput,
  invalidInput,
  type SlotNotAvailable,
  type VariantNotSold,
  variantNotSold,
} from '../order/problems.ts';
import type { OrdersServices } from '../order/services.ts';
import { readDeliveryPlace } from './delivery-place.ts';
import type { BasketInput, WantedLine } from './order-input.ts';
import { MAX_TOTAL_YEN, type Price, priceOf } from './pricing.ts';
import type { TaxRatePercent } from './tax.ts';

/** What is wanted, where and when, at today's prices. Nothing is held. */
export interface Basket extends Price {
  readonly lines: readonly OrderLine[];
  readonly fromCart: boolean;
  readonly address: AddressSnapshot;
  readonly slot: SlotSnapshot;
}

export type BasketProblem = InvalidInput | CartEmpty | VariantNotSold | AddressNotFound | SlotNotAvailable;

/** Prices and places from those who own them, never from the client. Asks for variants and place at the same time. */
export async function readBasket(
  services: OrdersServices,
  customerId: string,
  input: BasketInput,
): Promise<Basket | BasketProblem> {
  const wanted = input.lines ?? (await services.carts.read(customerId)).lines;
  if (wanted.length === 0) return cartEmpty();
  const [lines, place] = await Promise.all([
    sellableLines(services, wanted),
    readDeliveryPlace(services, customerId, input),
  ]);
  if ('__typename' in lines) return lines;
  if ('__typename' in place) return place;
  const price = priceOf(lines, place.feeYen);
  if (price.totalYen > MAX_TOTAL_YEN) return invalidInput('lines', `worth at most ${MAX_TOTAL_YEN} yen`);
  return { lines, fromCart: !input.lines, address: place.address, slot: place.slot, ...price };
}

async function sellableLines(
  services: OrdersServices,
  wanted: readonly WantedLine[],
): Promise<OrderLine[] | VariantNotSold> {
  const variants = await readVariants(
    services,
    wanted.map(({ variantId }) => variantId),
  );
  const notSold = wanted.filter(({ variantId }) => !variants.get(variantId)?.sellable);
  if (notSold.length > 0) return variantNotSold(notSold.map(({ variantId }) => variantId));
  return wanted.map((line) => orderLine(line, variants.get(line.variantId)!));
}

function orderLine({ variantId, quantity }: WantedLine, variant: Variant): OrderLine {
  return {
    lineId: newId('orl'),
    variantId,
    productId: variant.productId,
    sku: variant.sku,
    nameJa: labelled(variant.nameJa, variant.optionLabel),
    nameEn: labelled(variant.nameEn, variant.optionLabel),
    quantity,
    unitPriceYen: variant.priceYen,
    taxRatePercent: variant.taxRatePercent as TaxRatePercent,
  };
}

function labelled(name: string, optionLabel: string): string {
  return optionLabel === '' ? name : `${name} ${optionLabel}`;
}
