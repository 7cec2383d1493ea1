import { type Connection, connection, connectionArguments } from '@depachika/graphql/connection.ts';
import type { VariantPrice } from '../catalogue/price-reader.ts';
import type { Context } from './context.ts';

interface PageArguments {
  readonly first?: number | null;
  readonly after?: string | null;
}

/** A page of what a variant cost, latest first. */
export async function pricesOf(
  variantId: string,
  args: PageArguments,
  context: Context,
): Promise<Connection<VariantPrice>> {
  const { first, after } = connectionArguments(args, { cursor: ['number'] });
  const prices = await context.prices({ first, after: after?.[0] }).load(variantId);
  return connection(prices ?? [], { first, after }, ({ version }) => [version]);
}
