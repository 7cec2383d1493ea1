import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';
import { GRAPH, type MeasuredSubgraph, type Salted, type Thing } from './graph.ts';

// One subgraph of the measured graph, as light as it can be: what is measured is what stands before it.

interface Question {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
}

interface ReadQuery {
  readonly operation: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
}

const subgraph = GRAPH[process.argv[2]!]!;
const queries = new Map<string, ReadQuery>();
let asked = 0;

const server = createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => {
    asked += 1;
    const body = JSON.stringify({ data: answer(subgraph, JSON.parse(Buffer.concat(parts).toString())) });
    response.writeHead(200, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    });
    response.end(body);
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
process.on('disconnect', () => process.exit());
process.on('message', () => process.send?.({ asked }));

function answer({ roots, entities }: MeasuredSubgraph, { query, variables = {} }: Question): object {
  const read = queries.get(query) ?? readQuery(query);
  queries.set(query, read);
  const data: Record<string, unknown> = {};
  for (const field of read.operation.selectionSet.selections as readonly FieldNode[]) {
    const given = argumentOf(field, variables);
    data[keyOf(field)] =
      field.name.value === '_entities'
        ? (given as readonly Readonly<Record<string, string>>[]).map((representation) => {
            const [salt = '', key = ''] = (representation.id ?? representation.upc!).split('.');
            const thing = entities[representation.__typename!]![key]!;
            return selected(read, { set: field.selectionSet!, thing, salt });
          })
        : roots[field.name.value]!.map((thing) =>
            selected(read, { set: field.selectionSet!, thing, salt: String(given) }),
          );
  }
  return data;
}

function readQuery(query: string): ReadQuery {
  const { definitions } = parse(query, { noLocation: true });
  return {
    operation: definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION)!,
    fragments: new Map(
      definitions.flatMap((each) =>
        each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each]] : [],
      ),
    ),
  };
}

function keyOf({ alias, name }: FieldNode): string {
  return (alias ?? name).value;
}

function argumentOf(field: FieldNode, variables: Readonly<Record<string, unknown>>): unknown {
  return valueFrom(field.arguments![0]!.value, variables);
}

/** Gateways may write what they were given as a variable into the text. */
function valueFrom(value: ValueNode, variables: Readonly<Record<string, unknown>>): unknown {
  if (value.kind === Kind.VARIABLE) return variables[value.name.value];
  if (value.kind === Kind.LIST) return value.values.map((item) => valueFrom(item, variables));
  if (value.kind === Kind.OBJECT)
    return Object.fromEntries(
      value.fields.map((field) => [field.name.value, valueFrom(field.value, variables)]),
    );
  return 'value' in value ? value.value : null;
}

interface Selecting {
  readonly set: SelectionSetNode;
  readonly thing: Thing;
  readonly salt: string;
}

function selected(read: ReadQuery, selecting: Selecting, into: Record<string, unknown> = {}): object {
  const { set, thing, salt } = selecting;
  for (const selection of set.selections) {
    if (selection.kind === Kind.FIELD) {
      into[keyOf(selection)] = valueIn(read, { selection, value: thing[selection.name.value]!, salt });
      continue;
    }
    const fragment =
      selection.kind === Kind.INLINE_FRAGMENT ? selection : read.fragments.get(selection.name.value)!;
    const type = fragment.typeCondition?.name.value ?? thing.__typename;
    if (type === thing.__typename) selected(read, { set: fragment.selectionSet, thing, salt }, into);
  }
  return into;
}

function valueIn(
  read: ReadQuery,
  {
    selection,
    value,
    salt,
  }: { readonly selection: FieldNode; readonly value: Thing[string]; readonly salt: string },
): unknown {
  if (typeof value !== 'object') return value;
  if ('salted' in value) return `${salt}.${(value as Salted).salted}`;
  const set = selection.selectionSet!;
  if (Array.isArray(value)) return value.map((thing: Thing) => selected(read, { set, thing, salt }));
  return selected(read, { set, thing: value as Thing, salt });
}
