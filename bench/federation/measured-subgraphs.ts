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

// The subgraphs of the measured graph, each on a port of its own, as light as they can be: what is measured is what stands before
// them. One process has them all, so that what is measured has the rest of a small machine. What they tell of a thing is written
// once for each question, with gaps for the salt.

interface Question {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
}

interface ReadQuery {
  readonly operation: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** JSON between the gaps, by field and thing. */
  readonly written: Map<FieldNode, Map<Thing, readonly string[]>>;
}

const queries = new Map<string, ReadQuery>();
let asked = 0;

function serve(subgraph: MeasuredSubgraph): Promise<number> {
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      asked += 1;
      const question = JSON.parse(Buffer.concat(parts).toString()) as Question;
      const body = `{"data":{${answer(subgraph, question)}}}`;
      response.writeHead(200, {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
      });
      response.end(body);
    });
  });
  server.keepAliveTimeout = 60_000;
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

process.on('disconnect', () => process.exit());
process.on('message', () => process.send?.({ asked }));
const ports = await Promise.all(
  Object.entries(GRAPH).map(async ([name, subgraph]) => [name, await serve(subgraph)] as const),
);
process.send?.({ ports: Object.fromEntries(ports) });

/** @returns the members of the answer, as JSON */
function answer({ roots, entities }: MeasuredSubgraph, { query, variables = {} }: Question): string {
  const read = queries.get(query) ?? readQuery(query);
  queries.set(query, read);
  const fields = read.operation.selectionSet.selections as readonly FieldNode[];
  const members = fields.map((field) => {
    const given = argumentOf(field, variables);
    const items =
      field.name.value === '_entities'
        ? (given as readonly Readonly<Record<string, string>>[]).map((representation) => {
            const [salt = '', key = ''] = (representation.id ?? representation.upc!).split('.');
            return writtenWith(salt, read, { field, thing: entities[representation.__typename!]![key]! });
          })
        : roots[field.name.value]!.map((thing) => writtenWith(String(given), read, { field, thing }));
    return `"${keyOf(field)}":[${items.join(',')}]`;
  });
  return members.join(',');
}

interface Telling {
  readonly field: FieldNode;
  readonly thing: Thing;
}

function writtenWith(salt: string, read: ReadQuery, { field, thing }: Telling): string {
  const ofField = read.written.get(field) ?? new Map<Thing, readonly string[]>();
  read.written.set(field, ofField);
  const parts =
    ofField.get(thing) ??
    JSON.stringify(selected(read, { set: field.selectionSet!, thing, salt: GAP })).split(GAP);
  ofField.set(thing, parts);
  return parts.join(salt);
}

/** Stands in no text of the graph. */
const GAP = '<salt>';

function readQuery(query: string): ReadQuery {
  const { definitions } = parse(query, { noLocation: true });
  return {
    operation: definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION)!,
    fragments: new Map(
      definitions.flatMap((each) =>
        each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each]] : [],
      ),
    ),
    written: new Map(),
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
