import type { DocumentNode } from 'graphql';
import { directivePlaces } from '../features/directive-places.ts';
import { argumentsOf, importedName, type Link } from '../features/links.ts';

/** What `@cacheControl` says of a field or a type. */
export interface CacheHint {
  /** Seconds, 0 or more. */
  readonly maxAge?: number;
  readonly scope?: 'PUBLIC' | 'PRIVATE';
  /** As long as what it stands in. */
  readonly inheritMaxAge?: boolean;
}

/** By `Type` or `Type.field`. */
export type CacheHints = ReadonlyMap<string, CacheHint>;

/**
 * Reads `@cacheControl` off the full supergraph. Where subgraphs say different things of one place, the strictest holds.
 * @param directive its name in this supergraph; undefined when no part of the graph uses it
 */
export function readCacheHints(supergraph: DocumentNode, directive: string | undefined): CacheHints {
  const hints = new Map<string, CacheHint>();
  if (directive === undefined) return hints;
  for (const { coordinate, directive: given } of directivePlaces(supergraph)) {
    if (given.name.value !== directive) continue;
    hints.set(coordinate, stricter(hints.get(coordinate), readHint(coordinate, argumentsOf(given))));
  }
  return hints;
}

/** A team may compose Apollo's directive under a link of any address: it is known by what is imported, or by the link's own name. */
export function cacheControlName(links: readonly Link[]): string | undefined {
  for (const link of links) {
    const imported = importedName(link, 'cacheControl');
    if (imported !== undefined) return imported;
  }
  const own = links.find(({ url }) => /\/cacheControl\/v\d/.test(url));
  return own && (own.as ?? 'cacheControl');
}

/** Throws for what is no number of seconds or no scope: a mistake there would keep what nobody may keep. */
function readHint(coordinate: string, given: Readonly<Record<string, unknown>>): CacheHint {
  const { maxAge, scope, inheritMaxAge } = given;
  if (maxAge !== undefined && maxAge !== null && !isAge(maxAge))
    throw new Error(`@cacheControl of ${coordinate} should have whole seconds, 0 or more, in "maxAge"`);
  if (scope !== undefined && scope !== null && scope !== 'PUBLIC' && scope !== 'PRIVATE')
    throw new Error(`@cacheControl of ${coordinate} should have PUBLIC or PRIVATE in "scope"`);
  return {
    ...(isAge(maxAge) ? { maxAge } : {}),
    ...(scope ? { scope: scope as 'PUBLIC' | 'PRIVATE' } : {}),
    ...(inheritMaxAge === true ? { inheritMaxAge } : {}),
  };
}

function isAge(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function stricter(known: CacheHint | undefined, other: CacheHint): CacheHint {
  if (!known) return other;
  const ages = [known.maxAge, other.maxAge].filter((age) => age !== undefined);
  const isPrivate = known.scope === 'PRIVATE' || other.scope === 'PRIVATE';
  const scope = isPrivate ? 'PRIVATE' : (known.scope ?? other.scope);
  return {
    ...(ages.length > 0 ? { maxAge: Math.min(...ages) } : {}),
    ...(scope ? { scope } : {}),
    ...(known.inheritMaxAge && other.inheritMaxAge ? { inheritMaxAge: true } : {}),
  };
}
