import { readFileSync } from 'node:fs';
import { composeServices } from '@apollo/composition';
import { ROUTER_SUPPORTED_SUPERGRAPH_FEATURES, Supergraph } from '@apollo/federation-internals';
import { type GraphQLSchema, parse } from 'graphql';
import { nodesSdl } from './nodes/nodes-sdl.ts';
import { withPrelude } from './prelude.ts';
import { DOMAIN_SERVICES, type DomainName, NODES_SUBGRAPH, ROUTER_PORT } from './services.ts';

/** Federation's own version, as rover reads it. */
const FEDERATION_VERSION = '=2.14.4';

export const SUPERGRAPH_FILE = new URL('./supergraph.graphql', import.meta.url);
export const SUPERGRAPH_CONFIG_FILE = new URL('./supergraph.yaml', import.meta.url);

export class CompositionFailed extends Error {
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(`The subgraphs do not compose:\n${problems.map((problem) => `- ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}

/** The SDL of one domain, as it stands in its folder. */
export function subgraphSdl(name: DomainName): string {
  return readFileSync(subgraphFile(name), 'utf8');
}

/** Composes every domain's SDL, under the prelude as it is now, into the supergraph. Throws `CompositionFailed` naming each conflict. */
export function composeSupergraph(): string {
  const domains = DOMAIN_SERVICES.map(({ name, httpPort }) => ({
    name,
    url: routingUrl(httpPort),
    typeDefs: parse(withPrelude(subgraphSdl(name))),
  }));
  const nodes = { name: NODES_SUBGRAPH, url: routingUrl(ROUTER_PORT), typeDefs: parse(nodesSdl()) };
  const result = composeServices([...domains, nodes]);
  if (result.errors) throw new CompositionFailed(result.errors.map((error) => error.message));
  return `${result.supergraphSdl.trim()}\n`;
}

/** What clients see of a supergraph: without joins and federation's own types. */
export function apiSchemaOf(supergraphSdl: string): GraphQLSchema {
  return Supergraph.build(supergraphSdl, { supportedFeatures: ROUTER_SUPPORTED_SUPERGRAPH_FEATURES })
    .apiSchema()
    .toGraphQLJSSchema();
}

/** The form that `rover supergraph compose --config` reads. */
export function supergraphConfig(): string {
  const domains = DOMAIN_SERVICES.map(({ name, httpPort }) =>
    subgraphConfig(name, httpPort, `../subgraphs/${name}/schema.graphql`),
  );
  const subgraphs = [...domains, subgraphConfig(NODES_SUBGRAPH, ROUTER_PORT, './nodes/nodes.graphql')];
  return `federation_version: ${FEDERATION_VERSION}\nsubgraphs:\n${subgraphs.join('')}`;
}

function subgraphConfig(name: string, port: number, file: string): string {
  return `  ${name}:\n    routing_url: ${routingUrl(port)}\n    schema:\n      file: ${file}\n`;
}

export interface WrittenFile {
  readonly file: URL;
  readonly text: string;
}

/** Every file that `npm run schema` writes, with what it should hold. */
export function writtenFiles(supergraph: string): readonly WrittenFile[] {
  return [
    ...DOMAIN_SERVICES.map(({ name }) => ({
      file: subgraphFile(name),
      text: withPrelude(subgraphSdl(name)),
    })),
    { file: SUPERGRAPH_FILE, text: supergraph },
    { file: SUPERGRAPH_CONFIG_FILE, text: supergraphConfig() },
  ];
}

function subgraphFile(name: DomainName): URL {
  return new URL(`../subgraphs/${name}/schema.graphql`, import.meta.url);
}

function routingUrl(port: number): string {
  return `http://127.0.0.1:${port}/graphql`;
}
