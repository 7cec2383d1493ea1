import { type InvalidInput, invalidInput } from '@depachika/domain/problems.ts';
import { newId } from '@depachika/ids/ids.ts';
import type { Variant } from '@depachika/schema/generated/proto/depachika/products/v1/products_pb.ts';
import { piecesExcesses, readVariants } from '../cart/read-variants.ts';
import { messages } from '../messages/messages.ts';
import type { OrderLine } from '../order/order.ts';
import {
  type AddressNotFound,
  type CartEmpty,
  cartEmpty,
  type OrderTooSmall,
  orderTooSmall,
  type SlotNotAvailable,
  type TooManyPieces,
  tooManyPieces,
  type VariantNotSold,
  variantNotSold,
} from '../order/problems.ts';
import type { OrdersServices } from '../order/services.ts';
import type { Basket } from './basket.ts';
import { readDeliveryPlace } from './delivery-place.ts';
import type { BasketInput, WantedLine } from './order-input.ts';
import { MAX_TOTAL_YEN, priceOf } from './pricing.ts';
import type { TaxRatePercent } from './tax.ts';

export type BasketOutcome = { readonly kind: 'priced'; readonly basket: Basket } | BasketProblem;

export type BasketProblem =
  | InvalidInput
  | CartEmpty
  | VariantNotSold
  | TooManyPieces
  | AddressNotFound
  | SlotNotAvailable
  | OrderTooSmall;

/** Prices and places from those who own them, never from the client. Asks for variants and place at the same time. */
export async function readBasket(
  services: OrdersServices,
  customerId: string,
  input: BasketInput,
): Promise<BasketOutcome> {
  const inCart = input.lines ? [] : (await services.carts.read(customerId)).lines;
  const wanted = input.lines ?? inCart;
  if (wanted.length === 0) return cartEmpty();
  const selling = sellableLines(services, wanted);
  const leadTimeDays = async () => leadTimeOf(await selling);
  const [sold, place] = await Promise.all([
    selling,
    readDeliveryPlace(services, customerId, input, leadTimeDays),
  ]);
  if (sold.kind !== 'sold') return sold;
  if (place.kind !== 'deliverable') return place;
  const { lines } = sold;
  const { address, slot, feeYen, minOrderYen } = place;
  const price = priceOf(lines, feeYen);
  const { subtotalYen } = price;
  if (subtotalYen < minOrderYen) return orderTooSmall({ subtotalYen, minOrderYen });
  if (price.totalYen > MAX_TOTAL_YEN) return invalidInput('lines', messages.allowed.lineWorth(MAX_TOTAL_YEN));
  const cart = { fromCart: !input.lines, cartLineIds: inCart.map(({ id }) => id) };
  return { kind: 'priced', basket: { lines, ...cart, address, slot, ...price } };
}

interface SoldLines {
  readonly kind: 'sold';
  readonly lines: readonly OrderLine[];
  /** The longest of theirs: an order comes as a whole. */
  readonly leadTimeDays: number;
}

/** Lines that are not sold are refused for that, whenever they would come. */
function leadTimeOf(sold: SoldLines | VariantNotSold | TooManyPieces): number {
  return sold.kind === 'sold' ? sold.leadTimeDays : 0;
}

async function sellableLines(
  services: OrdersServices,
  wanted: readonly WantedLine[],
): Promise<SoldLines | VariantNotSold | TooManyPieces> {
  const variants = await readVariants(
    services,
    wanted.map(({ variantId }) => variantId),
  );
  const notSold = wanted.filter(({ variantId }) => !variants.get(variantId)?.sellable);
  if (notSold.length > 0) return variantNotSold(notSold.map(({ variantId }) => variantId));
  const excesses = piecesExcesses(wanted, variants);
  if (excesses.length > 0) return tooManyPieces(excesses);
  const lines = wanted.map((line) => orderLine(line, variants.get(line.variantId)!));
  const leadTimeDays = Math.max(0, ...[...variants.values()].map((variant) => variant.leadTimeDays));
  return { kind: 'sold', lines, leadTimeDays };
}

function orderLine({ variantId, quantity }: WantedLine, variant: Variant): OrderLine {
  return {
    lineId: newId('orl'),
    variantId,
    productId: variant.productId,
    sku: variant.sku,
    nameJa: labelled(variant.nameJa, variant.optionLabel),
    nameEn: labelled(variant.nameEn, variant.optionLabelEn || variant.optionLabel),
    quantity,
    unitPriceYen: variant.priceYen,
    taxRatePercent: variant.taxRatePercent as TaxRatePercent,
  };
}

function labelled(name: string, optionLabel: string): string {
  return optionLabel === '' ? name : `${name} ${optionLabel}`;
}
