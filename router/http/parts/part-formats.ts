import type { PublicPart } from '../../execution/deferred/deferred-answers.ts';
import type { Delivery, FinishedPart, PendingPart } from '../../execution/deferred/pending-parts.ts';
import { likedFormat } from '../../lasting/liked-format.ts';
import { BOUNDARY } from '../../lasting/multipart.ts';

/** How an answer in parts says what it says. */
export interface PartFormat {
  readonly contentType: string;
  /** What stands beside the first part. */
  first(begun: readonly PendingPart[]): object;
  later(delivery: Delivery<PublicPart>): object;
}

/**
 * The first of both drafts, as Apollo's clients and its Sandbox read it: each deferred fragment is told whole, with its path.
 * https://github.com/graphql/graphql-spec/tree/48cf7263a71a683fab03d45d309fd42d8d9a6659/spec
 */
export const DEFER_20220824: PartFormat = {
  contentType: `multipart/mixed;boundary="${BOUNDARY}";deferSpec=20220824`,
  first: () => ({ hasNext: true }),
  later: ({ finished, hasNext }) => ({
    incremental: finished.map(({ part: { path, label }, answer: { data, errors } }) => ({
      data,
      path,
      ...(label === undefined ? {} : { label }),
      ...(errors ? { errors } : {}),
    })),
    hasNext,
  }),
};

/** The draft that came after: what is pending is named first, nothing is told twice, and a part that is not whole has failed. */
export const INCREMENTAL_V0_2: PartFormat = {
  contentType: `multipart/mixed;boundary="${BOUNDARY}";incrementalSpec=v0.2`,
  first: (begun) => ({ pending: begun.map(pendingOf), hasNext: true }),
  later: ({ finished, begun, hasNext }) => {
    const incremental = finished.flatMap(incrementalOf);
    return {
      ...(begun.length > 0 ? { pending: begun.map(pendingOf) } : {}),
      ...(incremental.length > 0 ? { incremental } : {}),
      completed: finished.map(({ part: { id }, answer: { data, errors } }) =>
        data === null ? { id, errors } : { id },
      ),
      hasNext,
    };
  },
};

/** @returns undefined where the client takes an answer in one piece alone, or likes it better */
export function wantedParts(accept: string | undefined): PartFormat | undefined {
  if (!accept?.includes('multipart/mixed')) return undefined;
  return likedFormat(accept, (type, parameters) => {
    if (type !== 'multipart/mixed') return undefined;
    if (parameters.get('deferspec') === '20220824') return DEFER_20220824;
    return parameters.get('incrementalspec') === 'v0.2' ? INCREMENTAL_V0_2 : undefined;
  });
}

function pendingOf({ id, path, label }: PendingPart): object {
  return { id, path, ...(label === undefined ? {} : { label }) };
}

function incrementalOf({
  part: { id },
  answer: { data, errors },
  known,
}: FinishedPart<PublicPart>): object[] {
  if (!data) return [];
  const fresh = Object.entries(data).filter(([key]) => !known.has(key));
  if (fresh.length === 0 && !errors) return [];
  return [{ id, data: Object.fromEntries(fresh), ...(errors ? { errors } : {}) }];
}
