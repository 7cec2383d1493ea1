import {
  type ConstDirectiveNode,
  type DocumentNode,
  type GraphQLSchema,
  isNonNullType,
  isObjectType,
  isScalarType,
  Kind,
} from 'graphql';
import { argumentsOf, type Link, localName } from '../features/links.ts';

/** Types of objects that say who was signed in, each with its field that holds the access token. */
export type SignInRules = ReadonlyMap<string, string>;

/** Of the directive `@signsIn(token:)`. */
export const SIGNS_IN = 'https://specs.depachika.example/signsIn/v1.0';

export interface SignInsOptions {
  readonly links: readonly Link[];
  /** The graph as clients see it. */
  readonly schema: GraphQLSchema;
  /** The subgraph that issues access tokens, as join directives call it; undefined when nobody does. */
  readonly issuer: string | undefined;
}

/**
 * Reads `@signsIn` off the full supergraph. Where nobody issues tokens, nobody is signed in, and nothing is read.
 * @returns the rules, or why the directive cannot be believed where it stands
 */
export function readSignInRules(
  document: DocumentNode,
  { links, schema, issuer }: SignInsOptions,
): { readonly rules: SignInRules; readonly refused: readonly string[] } {
  const rules = new Map<string, string>();
  const refused: string[] = [];
  const link = links.find(({ url }) => url === SIGNS_IN);
  if (!link || !issuer) return { rules, refused };
  const name = localName(link, 'signsIn');
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION) continue;
    const directives = definition.directives ?? [];
    const directive = directives.find((each) => each.name.value === name);
    if (!directive) continue;
    const type = definition.name.value;
    const token = String(argumentsOf(directive).token);
    const others = graphsOf(directives).filter((graph) => graph !== issuer);
    if (others.length > 0) refused.push(notOfIssuer({ type, name, others, issuer }));
    else if (!holdsText(schema, type, token)) refused.push(noToken({ type, name, token }));
    else rules.set(type, token);
  }
  return { rules, refused };
}

function graphsOf(directives: readonly ConstDirectiveNode[]): string[] {
  return directives
    .filter(({ name }) => name.value === 'join__type')
    .map((directive) => String(argumentsOf(directive).graph));
}

function holdsText(schema: GraphQLSchema, typeName: string, fieldName: string): boolean {
  const type = schema.getType(typeName);
  const field = isObjectType(type) ? type.getFields()[fieldName] : undefined;
  if (!field || field.args.some(({ type: argument }) => isNonNullType(argument))) return false;
  const held = isNonNullType(field.type) ? field.type.ofType : field.type;
  return isScalarType(held) && held.name === 'String';
}

function notOfIssuer(of: {
  readonly type: string;
  readonly name: string;
  readonly others: readonly string[];
  readonly issuer: string;
}): string {
  return (
    `${of.type} has @${of.name} and is also of ${of.others.join(', ')}: only ${of.issuer}, which issues access tokens, can ` +
    'say who was signed in. Leave the type to it alone, and compose the graph again.'
  );
}

function noToken({ type, name, token }: Readonly<Record<'type' | 'name' | 'token', string>>): string {
  return (
    `${type} has @${name}(token: "${token}"), and no field of that name that holds a String: name the field that holds the ` +
    'access token, and compose the graph again.'
  );
}
