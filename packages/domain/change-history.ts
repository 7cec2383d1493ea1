import { type Connection, connection, connectionArguments } from '@depachika/graphql/connection.ts';
import { type BatchLoader, batchLoader } from '@depachika/graphql/loaders.ts';
import type { Change, ChangeReader } from './changes.ts';

/** A page of what was changed of a subject, latest first; for resolvers that have asked who may read it. */
export type ChangeHistory = (
  subject: string,
  args: { readonly first?: number | null; readonly after?: string | null },
) => Promise<Connection<Change>>;

/** For one request: the same page of many subjects is one lookup. */
export function changeHistory(reader: ChangeReader): ChangeHistory {
  const pages = new Map<string, BatchLoader<string, Change[]>>();
  return async (subject, args) => {
    const page = connectionArguments(args, { cursor: ['string'] });
    const wanted = { first: page.first, after: page.after?.[0] };
    const key = JSON.stringify(wanted);
    const loader = pages.get(key) ?? batchLoader((subjects) => reader.of(subjects, wanted));
    pages.set(key, loader);
    return connection((await loader.load(subject)) ?? [], page, ({ id }) => [id]);
  };
}
