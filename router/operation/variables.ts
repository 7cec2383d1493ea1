import {
  GraphQLError,
  type GraphQLSchema,
  getVariableValues,
  Kind,
  type OperationDefinitionNode,
} from 'graphql';

/** Variables as a client sent them: a JSON object, not yet checked against any type. */
export type Variables = Readonly<Record<string, unknown>>;

/** What a client sent, and no name beside it: any other object of JavaScript has a `constructor` too. */
export function clientVariables(sent: Variables | null | undefined): Variables {
  return Object.assign(Object.create(null), sent);
}

/** @returns those that the operation declares: a subscription would hold whatever else was sent for as long as it runs */
export function declaredVariables(
  { variableDefinitions = [] }: Pick<OperationDefinitionNode, 'variableDefinitions'>,
  sent: Variables,
): Variables {
  const declared: Record<string, unknown> = Object.create(null);
  for (const { variable } of variableDefinitions) {
    const name = variable.name.value;
    if (name in sent) declared[name] = sent[name];
  }
  return declared;
}

/** @param options.suggest as for a text @returns what is wrong with the variables of an operation; empty when nothing is */
export function variableErrors(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  variables: Variables,
  options: { readonly suggest: boolean },
): readonly GraphQLError[] {
  const definitions = operation.variableDefinitions;
  if (!definitions || definitions.length === 0) return [];
  const { errors } = getVariableValues(schema, definitions, variables, {
    maxErrors: 10,
    hideSuggestions: !options.suggest,
  });
  return (errors ?? []).map(badVariable);
}

const MAX_MESSAGE_LENGTH = 500;

/** The message echoes the value, which may be as long as the request. `field` is where it stands. */
function badVariable(error: GraphQLError): GraphQLError {
  const { message } = error;
  const short = message.length > MAX_MESSAGE_LENGTH ? `${message.slice(0, MAX_MESSAGE_LENGTH)}…` : message;
  const field = fieldOf(error);
  const extensions = { ...(field === undefined ? {} : { field }), code: 'BAD_USER_INPUT' };
  return new GraphQLError(short, { nodes: error.nodes ?? null, extensions });
}

/**
 * GraphQL tells the place in its message alone: `… got invalid value "x" at "input.lines[0].quantity"; …`. What stands before it
 * is JSON, in which no quotation mark is bare.
 * @returns as domains name it: `input.lines.0.quantity`; undefined for what is no mistake of one variable
 */
function fieldOf({ message, nodes, originalError }: GraphQLError): string | undefined {
  const [definition] = nodes ?? [];
  if (definition?.kind !== Kind.VARIABLE_DEFINITION) return undefined;
  const reason = originalError ? `; ${originalError.message}` : '';
  const [, path] = / at "([\w.[\]]+)"$/.exec(message.slice(0, message.length - reason.length)) ?? [];
  return path?.replaceAll(/\[(\d+)\]/g, '.$1') ?? definition.variable.name.value;
}
