import { shared } from '@depachika/messages/shared/shared-messages.ts';
import {
  type Connection,
  type CursorOf,
  type CursorShape,
  type RowsBetween,
  readCursor,
  readSize,
  writeCursor,
} from './connection.ts';
import { badUserInput } from './errors.ts';

/**
 * A page that may be asked for from either end. Read `size + 1` rows between the cursors, the last ones first where it is
 * backward, and give them to {@link twoWayConnection}.
 */
export interface TwoWayPage<C> {
  readonly size: number;
  readonly after: C | undefined;
  readonly before: C | undefined;
  /** The last ones are asked for, not the first. */
  readonly backward: boolean;
  /** Of a list that has several: the one whose places its cursors are. */
  readonly order?: string | undefined;
}

export interface TwoWayArguments {
  readonly first?: number | null;
  readonly after?: string | null;
  readonly last?: number | null;
  readonly before?: string | null;
}

/**
 * Reads the arguments of Relay's connections; throws BAD_USER_INPUT for `first` beside `last`, and for what is out of
 * range or made up. Without both it is the first 20.
 * @param options.cursor the sort key's parts, such as `['string', 'number']`
 * @param options.order of a list that can be sorted: its cursors name it, and those of another order are refused
 */
export function twoWayArguments<const S extends CursorShape>(
  { first, after, last, before }: TwoWayArguments,
  { cursor, order }: { readonly cursor: S; readonly order?: string },
): TwoWayPage<CursorOf<S>> {
  const backward = last !== null && last !== undefined;
  if (backward && first !== null && first !== undefined)
    throw badUserInput('last', shared.allowed.leftOutBesideFirst);
  return {
    size: backward ? readSize('last', last) : readSize('first', first ?? 20),
    after: readCursor('after', after, cursor, order),
    before: readCursor('before', before, cursor, order),
    backward,
    ...(order === undefined ? {} : { order }),
  };
}

/** What a store reads for a page. */
export function rowsOf<C>({ size, after, before, backward }: TwoWayPage<C>): RowsBetween<C> {
  return { limit: size + 1, after, before, backward };
}

/**
 * @param rows up to `page.size + 1`, in the order in which the page reads: the one too many tells that there are more. On
 * the other side of a cursor stands at least the row that it was made of.
 * @param options.nodeOf undefined for a row whose thing has left since the row was read: the page does not show it, and
 * neither ends nor begins elsewhere for that
 */
export function twoWayConnection<T, N extends object | string>(
  rows: readonly T[],
  page: TwoWayPage<unknown>,
  { nodeOf, cursorOf }: { nodeOf(row: T): N | undefined; cursorOf(row: T): readonly (string | number)[] },
): Connection<N> {
  const isMore = rows.length > page.size;
  const shown = rows.slice(0, page.size);
  if (page.backward) shown.reverse();
  const places = shown.map((row) => ({ node: nodeOf(row), cursor: writeCursor(cursorOf(row), page.order) }));
  const edges = places.flatMap(({ node, cursor }) => (node === undefined ? [] : [{ node, cursor }]));
  return {
    edges,
    nodes: edges.map(({ node }) => node),
    pageInfo: {
      hasNextPage: page.backward ? page.before !== undefined : isMore,
      hasPreviousPage: page.backward ? isMore : page.after !== undefined,
      startCursor: places[0]?.cursor ?? null,
      endCursor: places.at(-1)?.cursor ?? null,
    },
  };
}
