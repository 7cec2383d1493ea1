import { readFileSync } from 'node:fs';
import { type Language, withLanguage } from '@depachika/messages/language.ts';
import { apiSchemaOf, SUPERGRAPH_FILE } from '@depachika/schema/compose.ts';
import { readRestApi } from '@depachika/schema/rest/rest-api.ts';
import {
  type GraphQLError,
  getNamedType,
  getOperationAST,
  isUnionType,
  parse,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { refusalOf } from '../admission/refusal.ts';
import { refusedText } from '../operation/text-rules.ts';
import { variableErrors } from '../operation/variables.ts';
import { type CompiledRow, compileTable } from './compiled-table.ts';
import { problemOfErrors, type RestProblem } from './problems.ts';
import { isProblem, readRestRequest, type SentRequest } from './rest-request.ts';
import { placeOfVariable } from './variable-places.ts';

// Over the shop's own table: who asks over REST reads no name of the graph.

const API = readRestApi();
const ROWS = compileTable(API);
// biome-ignore lint/suspicious/noExplicitAny: JSON as it stands in a file
type Any = any;
const DOCUMENT: Any = JSON.parse(API.document);
const SCHEMA = apiSchemaOf(readFileSync(SUPERGRAPH_FILE, 'utf8'));
const LIMITS = { textLength: 1_000 };

/** Which no field takes, whatever it is for. */
const BAD_TEXTS = ['a\0', '\ud800', 'a'.repeat(LIMITS.textLength + 1)];

/** One place of a request that holds a text, and how to put another one there. */
interface TextPlace {
  readonly name: string;
  put(request: SentRequest, text: string): SentRequest;
}

describe.each(ROWS.map((compiled) => ({ id: compiled.row.id, compiled })))('$id', ({ compiled }) => {
  it('names each place of a text that it does not take as it was sent', () => {
    for (const place of textPlaces(compiled)) {
      for (const text of BAD_TEXTS) {
        for (const language of ['ja', 'en'] as const) {
          const told = refusalOfRequest(compiled, place.put(exampleOf(compiled), text), language);
          const [first] = told.errors ?? [];
          expect([first?.parameter, first?.pointer, first?.header], place.name).toContain(place.name);
          expect(told.detail).toContain(place.name);
          expect(told.detail).not.toContain('$');
        }
      }
    }
  });

  it('names what GraphQL alone would not take as it was sent', () => {
    const { row } = compiled;
    const operation = getOperationAST(parse(compiled.text))!;
    for (const path of leavesOf(variablesOf(compiled, exampleOf(compiled)))) {
      const place = placeOfVariable(row, path.join('.'));
      const name = place.parameter ?? place.pointer ?? place.header;
      if (name === undefined) continue;
      const variables = withValue(variablesOf(compiled, exampleOf(compiled)), path, { $wrong: true });
      const errors = variableErrors(SCHEMA, operation, variables, { suggest: true });
      // Of scalars that this graph defines, domains alone know which values they take.
      if (errors.length === 0) continue;
      const told = problemOf(compiled, errors);
      expect(told.errors?.[0], path.join('.')).toMatchObject(place);
      expect(told.detail).toContain(name);
      expect(told.detail).not.toContain('$');
    }
  });

  it('calls variables as the arguments are called that domains name', () => {
    const types = new TypeInfo(SCHEMA);
    const others: string[] = [];
    visit(
      parse(compiled.text),
      visitWithTypeInfo(types, {
        Argument({ name, value }) {
          // Of an id a domain says nothing but whether there is such a thing.
          if (name.value === 'id' || value.kind !== 'Variable') return;
          if (value.name.value !== name.value) others.push(value.name.value);
        },
      }),
    );
    expect(others).toEqual([]);
  });

  it('asks for the fields of an input that is refused', () => {
    const types = new TypeInfo(SCHEMA);
    const asked = new Map<string, string[]>();
    const refusing = new Set<string>();
    visit(
      parse(compiled.text),
      visitWithTypeInfo(types, {
        Field({ selectionSet }) {
          const type = types.getType();
          const union = type && getNamedType(type);
          if (
            selectionSet &&
            isUnionType(union) &&
            union.getTypes().some(({ name }) => name === 'InvalidInput')
          )
            refusing.add(union.name);
        },
        InlineFragment({ typeCondition, selectionSet }) {
          if (typeCondition?.name.value !== 'InvalidInput') return;
          const names = selectionSet.selections.map((each) => (each.kind === 'Field' ? each.name.value : ''));
          asked.set(typeCondition.name.value, names);
        },
      }),
    );
    if (refusing.size > 0)
      expect(asked.get('InvalidInput')).toEqual(expect.arrayContaining(['field', 'allowed']));
  });
});

function refusalOfRequest(compiled: CompiledRow, sent: SentRequest, language: Language): RestProblem {
  return withLanguage(language, () => {
    const read = readRestRequest(compiled.row, compiled.documented, sent);
    return isProblem(read) ? read : problemOf(compiled, [refusedText(read.variables, LIMITS)!]);
  });
}

/** As the router tells what admission refuses. */
function problemOf({ row }: CompiledRow, errors: readonly GraphQLError[]): RestProblem {
  const { status, headers, errors: told } = refusalOf(...errors);
  return problemOfErrors({
    errors: told.map((error) => error.toJSON()),
    status,
    headers,
    bodiless: row.body === undefined,
    placeOf: (argument) => placeOfVariable(row, argument),
  });
}

function documentedOperation({ row }: CompiledRow): Any {
  return DOCUMENT.paths[row.path][row.method.toLowerCase()];
}

/** A request that is taken, of the examples that the document shows. */
function exampleOf(compiled: CompiledRow): SentRequest {
  const { parameters, requestBody } = documentedOperation(compiled);
  const given = (place: string) => parameters.filter((each: Any) => each.in === place);
  const headers = given('header').map(({ name, example = '1' }: Any) => [name.toLowerCase(), example]);
  return {
    params: Object.fromEntries(given('path').map(({ name, example }: Any) => [name, example])),
    query: {
      ...Object.fromEntries(
        given('query')
          .filter(({ required, example }: Any) => required && example !== undefined)
          .map(({ name, example }: Any) => [name, example]),
      ),
      ...(compiled.row.query?.together ? SOMEWHERE : {}),
    },
    headers: Object.fromEntries(headers),
    body: structuredClone(requestBody?.content['application/json'].example),
  };
}

/** What the table has together. */
const SOMEWHERE = { deliverableTo: '1030022', deliverableOn: '2026-12-01' };

function variablesOf(compiled: CompiledRow, sent: SentRequest): Record<string, Any> {
  const read = readRestRequest(compiled.row, compiled.documented, sent);
  if (isProblem(read)) throw new Error(`${compiled.row.id}: ${read.detail}`);
  return read.variables;
}

function textPlaces(compiled: CompiledRow): readonly TextPlace[] {
  const { parameters, requestBody } = documentedOperation(compiled);
  const inAddress = parameters
    .filter((each: Any) => each.in !== 'header' && isText(each.schema))
    .map(
      ({ name, in: place, schema }: Any): TextPlace => ({
        name,
        put(request, text) {
          if (place === 'path') return { ...request, params: { ...request.params, [name]: text } };
          return { ...request, query: { ...request.query, [name]: schema.type === 'array' ? [text] : text } };
        },
      }),
    );
  const body = requestBody?.content['application/json'].schema;
  return [...inAddress, ...(body ? textFields(body, []) : []), ...keyPlace(compiled)];
}

function keyPlace({ row }: CompiledRow): readonly TextPlace[] {
  if (row.idempotencyKey === undefined) return [];
  return [
    {
      name: 'Idempotency-Key',
      put: (request, text) => ({ ...request, headers: { ...request.headers, 'idempotency-key': text } }),
    },
  ];
}

/** Every field of a body that takes a text, at any depth. */
function textFields(schema: Any, path: readonly (string | number)[]): readonly TextPlace[] {
  const { properties, items, anyOf, ...own } = resolved(schema);
  if (anyOf) return anyOf.flatMap((each: Any) => textFields(each, path));
  if (items) return textFields(items, [...path, 0]);
  if (properties)
    return Object.entries(properties).flatMap(([name, each]) => textFields(each, [...path, name]));
  if (!isText(own)) return [];
  return [
    {
      name: `#/${path.join('/')}`,
      put: (request, text) => ({ ...request, body: withValue(request.body as object, path, text) }),
    },
  ];
}

function resolved(schema: Any): Any {
  const [, name] = /schemas\/(\w+)$/.exec(schema.$ref ?? '') ?? [];
  return name ? { ...DOCUMENT.components.schemas[name], ...schema } : schema;
}

function isText(schema: Any): boolean {
  const { type, items, anyOf } = resolved(schema);
  return [type].flat().includes('string') || (items && isText(items)) || (anyOf?.some(isText) ?? false);
}

function leavesOf(
  value: Any,
  path: readonly (string | number)[] = [],
): readonly (readonly (string | number)[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([key, each]) => leavesOf(each, [...path, key]));
}

function withValue(whole: Any, path: readonly (string | number)[], value: unknown): Any {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  const copy = Array.isArray(whole) || typeof key === 'number' ? [...(whole ?? [])] : { ...whole };
  copy[key] = withValue(copy[key], rest, value);
  return copy;
}
