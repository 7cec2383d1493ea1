import { type Schema, Supergraph } from '@apollo/federation-internals';
import { QueryPlanner } from '@apollo/query-planner';
import {
  type CostDirectiveNames,
  type CostRules,
  readCostRules,
} from '@depachika/graphql/cost/cost-rules.ts';
import { scalarResolvers } from '@depachika/graphql/scalars.ts';
import {
  type ConstDirectiveNode,
  type DocumentNode,
  type GraphQLSchema,
  isScalarType,
  parse,
  visit,
} from 'graphql';
import { type AccessDirectiveNames, type AccessRules, readAccessRules } from './access-rules.ts';
import { type CacheHints, cacheControlName, readCacheHints } from './caching/cache-hints.ts';
import { DEFER } from './deferral/defer-directive.ts';
import { importedName, type Link, linksOf, localName, readLink } from './features/links.ts';
import { ENFORCED_HERE, refusedFeatures } from './features/refused-features.ts';
import { plannersSupergraph, type StandIns } from './planning/planners-supergraph.ts';
import { namesOfThePlanner } from './planning/unsafe-names.ts';
import { type ResumableFields, readResumableFields } from './resumable-fields.ts';
import { takeSentFiles } from './sent-files.ts';
import { readSignInRules, type SignInRules } from './sign-ins/sign-in-rules.ts';

/** A supergraph that is ready to plan, together with the rules that must be asked before it executes anything. */
export interface LoadedSupergraph {
  /** The graph as clients see it. */
  readonly schema: GraphQLSchema;
  /** The same, as the planner and the executor know it. */
  readonly apiSchema: Schema;
  /** The full graph with its join directives, which the executor needs. */
  readonly supergraphSchema: GraphQLSchema;
  readonly planner: QueryPlanner;
  readonly accessRules: AccessRules;
  readonly costRules: CostRules;
  readonly cacheHints: CacheHints;
  /** Subscriptions that can be gone on with after a break. */
  readonly resumable: ResumableFields;
  /** Below these, another one asks. */
  readonly signInRules: SignInRules;
  /** Names that the planner may ask for on its own. */
  readonly plannersNames: ReadonlySet<string>;
  /** Fields that only the planner knows; undefined when there are none. */
  readonly standIns: StandIns | undefined;
  /** Of subgraphs, in the join directives. */
  readonly graphNames: ReadonlyMap<string, string>;
  readonly subgraphNames: readonly string[];
  readonly sdl: string;
}

export class SupergraphRefused extends Error {
  readonly code: 'SECURITY_FEATURE_NOT_ENFORCED' | 'FEATURE_NOT_SUPPORTED' | 'SUBGRAPH_MISSING';
  constructor(code: SupergraphRefused['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * Loads a composed supergraph. The planner refuses one that links security features it does not know, so it gets a
 * copy in which those that {@link LoadedSupergraph.accessRules} enforces are no longer marked; both come from here
 * and nowhere else, so that no graph is ever served without its rules. Throws `SupergraphRefused`.
 * @param options.tokenIssuer the subgraph that issues access tokens; without one nobody signs in
 */
export function loadSupergraph(
  sdl: string,
  options: { readonly tokenIssuer?: string | undefined } = {},
): LoadedSupergraph {
  const document = parse(sdl, { noLocation: true });
  const links = linksOf(document);
  refuseFeatures(document, links);
  const plannable = withoutEnforcedMarks(document);
  const { document: forPlanner, standIns } = plannersSupergraph(plannable);
  const supergraph = Supergraph.build(forPlanner, { validateSupergraph: false });
  const apiSchema = supergraph.apiSchema();
  const clientsSchema = standIns
    ? Supergraph.build(plannable, { validateSupergraph: false }).apiSchema()
    : apiSchema;
  const schema = withScalars(withDefer(clientsSchema));
  const graphNames = new Map([...supergraph.subgraphNameToGraphEnumValue()]);
  const issuer = options.tokenIssuer && (graphNames.get(options.tokenIssuer) ?? options.tokenIssuer);
  const signIns = readSignInRules(document, { links, schema, issuer });
  if (signIns.refused.length > 0)
    throw new SupergraphRefused('SECURITY_FEATURE_NOT_ENFORCED', signIns.refused.join('\n'));
  return {
    schema,
    apiSchema,
    supergraphSchema: supergraph.schema.toGraphQLJSSchema(),
    planner: new QueryPlanner(supergraph, {
      // What an entity is to carry is read from the fields that are asked of it, which fragments would hide.
      reuseQueryFragments: standIns === undefined,
      incrementalDelivery: { enableDefer: true },
    }),
    accessRules: readAccessRules(document, accessDirectiveNames(links)),
    costRules: readCostRules(document, costDirectiveNames(links)),
    cacheHints: readCacheHints(document, cacheControlName(links)),
    resumable: readResumableFields(document, schema, resumableDirectiveName(links)),
    signInRules: signIns.rules,
    plannersNames: namesOfThePlanner(forPlanner),
    standIns,
    graphNames,
    subgraphNames: supergraph.subgraphsMetadata().map((subgraph) => subgraph.name),
    sdl,
  };
}

/** @returns where each subgraph is, as the supergraph says. Throws for a subgraph without an address. */
export function subgraphAddresses(sdl: string): { readonly name: string; readonly url: string }[] {
  const graphs: { name: string; url: string }[] = [];
  visit(parse(sdl, { noLocation: true }), {
    EnumValueDefinition({ directives = [] }) {
      const graph = directives.find(({ name }) => name.value === 'join__graph');
      if (!graph) return;
      const { name, url } = readLink(graph) as unknown as { name: string; url?: string };
      if (!url || !URL.canParse(url))
        throw new Error(`The supergraph gives ${name} no address: @join__graph(url:) should hold one`);
      graphs.push({ name, url });
    },
  });
  return graphs;
}

/** Parts that come later are the router's own doing: no subgraph knows of them. */
function withDefer(clientsSchema: Schema): GraphQLSchema {
  const schema = clientsSchema.toGraphQLJSSchema({ includeDefer: true });
  const directive = schema.getDirective(DEFER)!;
  directive.description =
    'What this fragment asks for may come after the rest, to who takes an answer in parts; everybody else gets all at once.';
  return schema;
}

/** A composed graph knows scalars by name alone: what clients send would be refused only by a subgraph, as a fault of ours. */
function withScalars(schema: GraphQLSchema): GraphQLSchema {
  for (const [name, { parseValue, parseLiteral, serialize }] of Object.entries(scalarResolvers)) {
    const type = schema.getType(name);
    if (isScalarType(type)) Object.assign(type, { parseValue, parseLiteral, serialize });
  }
  takeSentFiles(schema);
  return schema;
}

function refuseFeatures(document: DocumentNode, links: readonly Link[]): void {
  const refused = refusedFeatures(document, links);
  if (refused.length === 0) return;
  const isSecurity = refused.some(({ kind }) => kind === 'security');
  throw new SupergraphRefused(
    isSecurity ? 'SECURITY_FEATURE_NOT_ENFORCED' : 'FEATURE_NOT_SUPPORTED',
    refused.map(({ sentence }) => sentence).join('\n'),
  );
}

function withoutEnforcedMarks(document: DocumentNode): DocumentNode {
  return visit(document, {
    Directive(node) {
      if (node.name.value !== 'link' || !ENFORCED_HERE.has(readLink(node as ConstDirectiveNode).url))
        return undefined;
      return {
        ...node,
        arguments: (node.arguments ?? []).filter((argument) => argument.name.value !== 'for'),
      };
    },
  });
}

function accessDirectiveNames(links: readonly Link[]): AccessDirectiveNames {
  const nameIn = (feature: string) => {
    const link = links.find((each) => each.url === `https://specs.apollo.dev/${feature}/v0.1`);
    return link ? localName(link, feature) : undefined;
  };
  return { authenticated: nameIn('authenticated'), requiresScopes: nameIn('requiresScopes') };
}

/** Two directives come with one link: a name that is not imported has the link's before it, but for the feature's own. */
function costDirectiveNames(links: readonly Link[]): CostDirectiveNames {
  const link = links.find(({ url }) => url === 'https://specs.apollo.dev/cost/v0.1');
  if (!link) return { cost: 'cost', listSize: 'listSize' };
  return {
    cost: localName(link, 'cost'),
    listSize: importedName(link, 'listSize') ?? `${link.as ?? 'cost'}__listSize`,
  };
}

function resumableDirectiveName(links: readonly Link[]): string | undefined {
  const link = links.find(({ url }) => url === 'https://specs.depachika.example/resumable/v1.0');
  return link && localName(link, 'resumable');
}
