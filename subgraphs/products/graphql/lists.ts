import type { Connection } from '@depachika/graphql/connection.ts';
import { badUserInput } from '@depachika/graphql/errors.ts';
import {
  type TwoWayArguments,
  type TwoWayPage,
  twoWayArguments,
  twoWayConnection,
} from '@depachika/graphql/two-way-connection.ts';
import { isStaff } from '@depachika/identity/caller.ts';
import { allowed } from '@depachika/messages/shared/shared-messages.ts';
import { isStorable } from '@depachika/text/text.ts';
import { normalised } from '@depachika/text/unicode.ts';
import type { ProductRecord, ProductStatus } from '../catalogue/product.ts';
import { type DeliverableInput, readDeliverable } from '../deliverable/deliverable-input.ts';
import {
  type ListingCursor,
  type ListScope,
  type ProductSort,
  type Selection,
  WHOLE_SHOP,
} from '../listing/listing.ts';
import {
  filterWithoutAllergens,
  NO_FILTER,
  type ProductFilter,
  type ProductFilterInput,
  readProductFilter,
  withDeliverable,
} from '../listing/product-filter.ts';
import type { SearchQuery } from '../search/search-query.ts';
import type { Context } from './context.ts';

/** A page of products, and of which list it is: its counts are read when they are asked for. */
export interface ProductList extends Connection<ProductRecord> {
  readonly edges: readonly ListedEdge[];
  readonly shelf: string;
  /** Of a search: what was typed. */
  readonly typed?: string;
  /** Undefined of a text in which there is nothing to look for. */
  readonly selection: Selection | undefined;
  /** How many the list has, where its page told. */
  readonly total?: number | undefined;
}

/** A product in a list, with the search that found it. */
export interface ListedEdge {
  readonly node: ProductRecord;
  readonly cursor: string;
  readonly query?: SearchQuery;
}

interface ListArguments extends TwoWayArguments {
  readonly categoryId?: string | null | undefined;
  readonly filter?: (ProductFilterInput & { readonly deliverable?: DeliverableInput | null }) | null;
}

export interface ShelfArguments extends ListArguments {
  readonly sort?: ProductSort | null;
  readonly status: ProductStatus;
  readonly within?: ListScope | undefined;
  /** Whether the total is asked for as well: then one statement reads both. */
  readonly counted?: boolean;
}

/** Of lists that are all of something. */
export type ScopedArguments = TwoWayArguments & Pick<ShelfArguments, 'filter' | 'sort'>;

/** A page of a shelf, or of what is within a scope there. Throws BAD_USER_INPUT for a page, a cursor or a filter that cannot be, naming the argument. */
export async function listProducts(context: Context, args: ShelfArguments): Promise<ProductList> {
  const { status, within } = args;
  const selection = { status, filter: await readFilter(context, args), within };
  return pageOf(context, { ...args, selection, sort: args.sort ?? 'NEWEST' });
}

export interface SearchArguments extends ListArguments {
  readonly query: string;
  readonly sort?: ProductSort | null;
}

/** A page of what was found. Throws BAD_USER_INPUT as {@link listProducts}, and for a query of another length. */
export async function searchCatalogue(context: Context, args: SearchArguments): Promise<ProductList> {
  const typed = typedQuery('query', args.query);
  const query = await context.readQuery(typed);
  const filter = await readFilter(context, args);
  const selection = query && foundBy(query, filter);
  const wanted = args.sort ?? 'RELEVANCE';
  // Without words nothing fits better than another.
  const sort = wanted === 'RELEVANCE' && selection && !selection.query ? 'POPULARITY' : wanted;
  const list = await pageOf(context, { ...args, selection, sort });
  const isFirst = !args.after && !args.before && filter.key === NO_FILTER.key;
  if (isFirst && !isStaff(context.caller)) context.searchLog.searched(typed, list.nodes.length > 0);
  const edges = query ? list.edges.map((edge) => ({ ...edge, query })) : list.edges;
  return { ...list, edges, typed };
}

/** What a query finds: its words, among what holds none of the allergens that it leaves out. */
function foundBy(query: SearchQuery, filter: ProductFilter): Selection {
  const { without, concepts } = query;
  return {
    ...{ status: 'ACTIVE', filter },
    query: concepts.length > 0 ? query : undefined,
    within: without.length > 0 ? { filter: filterWithoutAllergens(without) } : undefined,
  };
}

/** What was typed, without spaces around it. Throws BAD_USER_INPUT, naming the field, for a text of another length. */
export function typedQuery(field: string, text: string): string {
  const typed = readQuery(text);
  if (typed === undefined) throw badUserInput(field, allowedQuery);
  return typed;
}

/** @returns undefined for a text of another length, or with characters that nobody can type */
export function readQuery(text: string): string | undefined {
  const typed = normalised(text, 'NFC', MAX_QUERY_CHARACTERS)?.trim() ?? '';
  return isStorable(typed, QUERY_LENGTH) ? typed : undefined;
}

const MAX_QUERY_CHARACTERS = 100;
const QUERY_LENGTH = { min: 1, max: MAX_QUERY_CHARACTERS };
export const allowedQuery = allowed.characters(QUERY_LENGTH);

async function pageOf(
  context: Context,
  args: ListArguments & {
    readonly selection: Selection | undefined;
    readonly sort: ProductSort;
    readonly counted?: boolean;
  },
): Promise<ProductList> {
  const { selection, sort, counted = false } = args;
  const page = pageIn(sort, args);
  const { size, after, before, backward } = page;
  const shelf = args.categoryId ?? WHOLE_SHOP;
  const rows = { sort, counted, limit: size + 1, after, before, backward };
  const listing = selection && (await context.listing({ ...rows, selection }).load(shelf));
  const list = twoWayConnection(listing?.places ?? [], page, {
    nodeOf: ({ product }) => product,
    cursorOf: ({ key, id }) => [key, id],
  });
  return { ...list, shelf, selection, total: listing?.total };
}

/** Which page of a list is asked for, in the order that the list has: whoever sorts it otherwise begins anew. */
export function pageIn(order: ProductSort, args: TwoWayArguments): TwoWayPage<ListingCursor> {
  return NUMBERED.includes(order)
    ? twoWayArguments(args, { order, cursor: ['number', 'string'] })
    : twoWayArguments(args, { order, cursor: ['string', 'string'] });
}

/** Orders by a number; the others are by a text. */
const NUMBERED: readonly ProductSort[] = ['RELEVANCE', 'POPULARITY', 'PRICE_ASC', 'PRICE_DESC'];

async function readFilter(context: Context, { filter }: ListArguments): Promise<ProductFilter> {
  const read = readProductFilter(filter);
  if (read.kind === 'invalidInput') throw badUserInput(read.field, read.allowed);
  if (!filter?.deliverable) return read.filter;
  const wanted = readDeliverable(filter.deliverable, context.today());
  const found = wanted.kind === 'wanted' ? await context.deliverable(wanted) : wanted;
  if (found.kind === 'invalidInput') throw badUserInput(found.field, found.allowed);
  return withDeliverable(read.filter, found.goods);
}
