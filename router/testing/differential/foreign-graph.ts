import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';

const DIRECTIVES = ['key', 'external', 'requires', 'provides', 'shareable', 'interfaceObject', 'inaccessible']
  .map((name) => `"@${name}"`)
  .join(', ');

export function federated(sdl: string): string {
  return `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [${DIRECTIVES}])\n${sdl}`;
}

/** @returns the same graph, in which whoever requires a field takes its arguments as they are when nobody gives any */
export function withoutRequiredArguments(graph: Readonly<Record<string, string>>): Record<string, string> {
  const plainly = (requires: string) => requires.replace(/(?<=\w)\([^()]*\)/g, '');
  return Object.fromEntries(
    Object.entries(graph).map(([name, sdl]) => [
      name,
      sdl.replace(/(?<=@requires\(fields: ")[^"]*/g, plainly),
    ]),
  );
}

/** @returns the supergraph of these subgraphs. Throws with what does not fit together. */
export function composed(graph: Readonly<Record<string, string>>): string {
  const services = Object.entries(graph).map(([name, sdl]) => ({
    name,
    url: `http://localhost/${name}`,
    typeDefs: parse(sdl),
  }));
  const { errors, supergraphSdl } = composeServices(services);
  if (errors) throw new Error(errors.map(({ message }) => message).join('\n'));
  return supergraphSdl;
}
