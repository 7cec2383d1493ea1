import { DEFAULT_SUPPORTED_SUPERGRAPH_FEATURES } from '@apollo/federation-internals';
import type { ConstDirectiveNode, DocumentNode } from 'graphql';
import { type DirectivePlace, directivePlaces } from './directive-places.ts';
import { argumentsOf, type Link, localName } from './links.ts';

/** Something that a supergraph asks for and this router does not do. */
export interface RefusedFeature {
  /** Of a security feature, data would be shown to whom it is not for; any other would be answered wrongly. */
  readonly kind: 'security' | 'execution';
  /** Names the directive and its places, what the router does instead, and what to do. */
  readonly sentence: string;
}

/** Features with a purpose that this router fulfils by itself. */
export const ENFORCED_HERE: ReadonlySet<string> = new Set([
  'https://specs.apollo.dev/authenticated/v0.1',
  'https://specs.apollo.dev/requiresScopes/v0.1',
]);

/** @returns one for each directive that would not be obeyed; empty when the graph can be served as it is meant */
export function refusedFeatures(document: DocumentNode, links: readonly Link[]): readonly RefusedFeature[] {
  const places = directivePlaces(document);
  return [
    ...refusedLinks(places, links),
    ...unlinkedSecurity(places, links),
    ...progressiveOverrides(places),
    ...contextArguments(places),
  ];
}

const ADVICE: Readonly<Record<string, string>> = {
  policy:
    'It enforces @authenticated and @requiresScopes: give the policy a scope of its own, or ask for it in the resolver',
  context:
    'It sets no arguments from contexts: pass the value as an argument, or let the subgraph ask for it by @requires',
  connect: 'It asks subgraphs by GraphQL alone: serve what the connector reads from a subgraph',
  authenticated: 'It enforces @authenticated as https://specs.apollo.dev/authenticated/v0.1 says',
  requiresScopes: 'It enforces @requiresScopes as https://specs.apollo.dev/requiresScopes/v0.1 says',
};

/** Refused also when a hand-edited supergraph forgot to mark them `for: SECURITY`. */
const NEVER_ENFORCED = ['policy', 'context', 'connect'].map((name) => `https://specs.apollo.dev/${name}/`);

function refusedLinks(all: Places, links: readonly Link[]): RefusedFeature[] {
  return links.flatMap((link) => {
    const feature = featureOf(link);
    const known = ENFORCED_HERE.has(link.url) || DEFAULT_SUPPORTED_SUPERGRAPH_FEATURES.has(link.url);
    if (known || !(link.for || NEVER_ENFORCED.some((url) => link.url.startsWith(url)))) return [];
    const name = localName(link, feature);
    const places = placesOf(all, name);
    const what = places.length > 0 ? `${listed(places)} ${has(places)} @${name}` : 'The supergraph';
    return [
      {
        kind: link.for === 'EXECUTION' ? 'execution' : 'security',
        sentence: sentence(`${what} ${places.length > 0 ? 'by' : 'links'} ${link.url}`, feature),
      },
    ];
  });
}

/** A directive whose link is missing means to everybody who reads the graph what it means with it. */
function unlinkedSecurity(all: Places, links: readonly Link[]): RefusedFeature[] {
  return ['authenticated', 'requiresScopes', 'policy', 'context'].flatMap((name) => {
    if (links.some((link) => namesOf(link).includes(name))) return [];
    const places = placesOf(all, name);
    if (places.length === 0) return [];
    const what = `${listed(places)} ${has(places)} @${name}, which the supergraph does not link`;
    return [{ kind: 'security', sentence: sentence(what, name) }];
  });
}

/** Which subgraph answers such a field is drawn anew for each request: whoever serves the graph has to draw. */
function progressiveOverrides(all: Places): RefusedFeature[] {
  const places = all.flatMap(({ coordinate, directive }) => {
    const { override, overrideLabel } = joinField(directive);
    return override && overrideLabel
      ? [`${coordinate} has @override(from: "${override}", label: "${overrideLabel}")`]
      : [];
  });
  if (places.length === 0) return [];
  const advice = 'It moves a field at once or not at all: leave the label out, or keep the field where it is';
  return [{ kind: 'execution', sentence: refused(listed(places), advice) }];
}

function contextArguments(all: Places): RefusedFeature[] {
  const places = all.flatMap(({ coordinate, directive }) =>
    joinField(directive).contextArguments ? [coordinate] : [],
  );
  if (places.length === 0) return [];
  const what = `${listed(places)} ${has(places)} an argument that is set by @fromContext`;
  return [{ kind: 'execution', sentence: sentence(what, 'context') }];
}

function joinField(directive: ConstDirectiveNode): Record<string, unknown> {
  return directive.name.value === 'join__field' ? argumentsOf(directive) : {};
}

type Places = readonly DirectivePlace[];

function placesOf(all: Places, name: string): readonly string[] {
  const named = all.filter(({ directive }) => directive.name.value === name);
  return [...new Set(named.map(({ coordinate }) => coordinate))];
}

/** `policy` of `https://specs.apollo.dev/policy/v0.1`. */
function featureOf({ url }: Link): string {
  return url.split('/').at(-2) ?? url;
}

function namesOf(link: Link): readonly string[] {
  const imported = (link.import ?? []).map((item) =>
    typeof item === 'string' ? item : (item.as ?? item.name),
  );
  return [link.as ?? featureOf(link), ...imported.map((name) => name.replace(/^@/, ''))];
}

function sentence(what: string, feature: string): string {
  return refused(what, ADVICE[feature] ?? 'Leave it out of the subgraphs');
}

function refused(what: string, advice: string): string {
  return `${what}: this router does not do that. ${advice}, and compose the graph again.`;
}

/** As many as a line of a log can hold. */
const NAMED = 5;

function listed(places: readonly string[]): string {
  const named = places.slice(0, NAMED).join(', ');
  return places.length > NAMED ? `${named} and ${places.length - NAMED} more` : named;
}

function has({ length }: readonly string[]): string {
  return length === 1 ? 'has' : 'have';
}
