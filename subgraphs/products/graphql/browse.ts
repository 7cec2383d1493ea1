import { type Connection, connection, connectionArguments } from '@depachika/graphql/connection.ts';
import { badUserInput } from '@depachika/graphql/errors.ts';
import { isStaff } from '@depachika/identity/caller.ts';
import { allowed } from '@depachika/messages/shared/shared-messages.ts';
import { characterCount } from '@depachika/text/text.ts';
import { normalised } from '@depachika/text/unicode.ts';
import { type ProductSort, sortKeyOf, WHOLE_SHOP } from '../catalogue/listing.ts';
import type { VariantPrice } from '../catalogue/price-reader.ts';
import type { ProductRecord, ProductStatus } from '../catalogue/product.ts';
import type { Context } from './context.ts';

interface PageArguments {
  readonly first?: number | null;
  readonly after?: string | null;
}

export interface ListingArguments extends PageArguments {
  readonly categoryId?: string | null;
  readonly sort?: ProductSort | null;
  readonly status: ProductStatus;
}

/** A page of a shelf. Throws BAD_USER_INPUT for a page size or a cursor that cannot be. */
export async function listProducts(
  context: Context,
  args: ListingArguments,
): Promise<Connection<ProductRecord>> {
  const sort = args.sort ?? 'NEWEST';
  const page = sort.startsWith('PRICE')
    ? connectionArguments(args, { cursor: ['number', 'string'] })
    : connectionArguments(args, { cursor: ['string', 'string'] });
  const listing = context.listing({ status: args.status, sort, limit: page.first + 1, after: page.after });
  const rows = (await listing.load(args.categoryId ?? WHOLE_SHOP)) ?? [];
  return connection(rows, page, (product) => [sortKeyOf(sort, product), product.id]);
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

export interface SearchArguments extends PageArguments {
  readonly query: string;
  readonly categoryId?: string | null;
}

/** A page of what was found. Throws BAD_USER_INPUT as {@link listProducts}, and for a query of another length. */
export async function searchCatalogue(
  context: Context,
  args: SearchArguments,
): Promise<Connection<ProductRecord>> {
  const page = connectionArguments(args, { cursor: ['number', 'string'] });
  const typed = typedQuery('query', args.query);
  const query = await context.readQuery(typed);
  const shelf = args.categoryId ?? WHOLE_SHOP;
  const hits = query ? await context.search(query, { shelf, limit: page.first + 1, after: page.after }) : [];
  if (!page.after && !isStaff(context.caller)) context.searchLog.searched(typed, hits.length > 0);
  const ranks = new Map(hits.map(({ rank, product }) => [product.id, rank]));
  return connection(
    hits.map(({ product }) => product),
    page,
    ({ id }) => [ranks.get(id)!, id],
  );
}

/** What was typed, without spaces around it. Throws BAD_USER_INPUT, naming the field, for a text of another length. */
export function typedQuery(field: string, text: string): string {
  const typed = normalised(text, 'NFC', MAX_QUERY_CHARACTERS)?.trim() ?? '';
  const characters = characterCount(typed);
  if (characters < 1 || characters > MAX_QUERY_CHARACTERS)
    throw badUserInput(field, allowed.characters({ min: 1, max: MAX_QUERY_CHARACTERS }));
  return typed;
}

const MAX_QUERY_CHARACTERS = 100;
