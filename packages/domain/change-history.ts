import type { Connection } from '@depachika/graphql/connection.ts';
import { type BatchLoader, batchLoader } from '@depachika/graphql/loaders.ts';
import {
  type TwoWayArguments,
  twoWayArguments,
  twoWayConnection,
} from '@depachika/graphql/two-way-connection.ts';
import type { Change, ChangeReader } from './changes.ts';

/** A page of what was changed of a subject, latest first; for resolvers that have asked who may read it. */
export type ChangeHistory = (subject: string, args: TwoWayArguments) => Promise<Connection<Change>>;

/** For one request: the same page of many subjects is one lookup. */
export function changeHistory(reader: ChangeReader): ChangeHistory {
  const pages = new Map<string, BatchLoader<string, Change[]>>();
  return async (subject, args) => {
    const page = twoWayArguments(args, { cursor: ['string'] });
    const { size, after, before, backward } = page;
    const wanted = { limit: size + 1, after: after?.[0], before: before?.[0], backward };
    const key = JSON.stringify(wanted);
    const loader = pages.get(key) ?? batchLoader((subjects) => reader.of(subjects, wanted));
    pages.set(key, loader);
    const rows = (await loader.load(subject)) ?? [];
    return twoWayConnection(rows, page, { nodeOf: (change) => change, cursorOf: ({ id }) => [id] });
  };
}
