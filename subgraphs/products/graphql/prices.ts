import type { Connection } from '@depachika/graphql/connection.ts';
import {
  rowsOf,
  type TwoWayArguments,
  twoWayArguments,
  twoWayConnection,
} from '@depachika/graphql/two-way-connection.ts';
import type { VariantPrice } from '../catalogue/price-reader.ts';
import type { Context } from './context.ts';

/** A page of what a variant cost, latest first. */
export async function pricesOf(
  variantId: string,
  args: TwoWayArguments,
  context: Context,
): Promise<Connection<VariantPrice>> {
  const page = twoWayArguments(args, { cursor: ['number'] });
  const prices = (await context.prices(rowsOf(page)).load(variantId)) ?? [];
  return twoWayConnection(prices, page, {
    nodeOf: (price) => price,
    cursorOf: ({ version }) => [version],
  });
}
