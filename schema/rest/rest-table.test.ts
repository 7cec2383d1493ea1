import { readFileSync } from 'node:fs';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { getOperationAST, Kind, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { trustedOperations } from '../check.ts';
import { apiSchemaOf, SUPERGRAPH_FILE } from '../compose.ts';
import { ANSWER_EXAMPLES, BODY_EXAMPLES } from './examples/examples.ts';
import { openApi } from './openapi/openapi.ts';
import { problemTitle, problemType } from './problem-statuses.ts';
import { OPENAPI_FILE } from './rest-api.ts';
import type { RestOperation } from './rest-operation.ts';
import { REST_TABLE } from './rest-table.ts';

const ROOTS: ReadonlySet<string> = new Set(['Query', 'Mutation', 'Subscription']);
const schema = apiSchemaOf(readFileSync(SUPERGRAPH_FILE, 'utf8'));
const documents = new Map(
  trustedOperations().map(({ file, document }) => [file.replace('.graphql', ''), document]),
);
// biome-ignore lint/suspicious/noExplicitAny: JSON as it stands in a file
const document: any = JSON.parse(readFileSync(OPENAPI_FILE, 'utf8'));

describe('The document', () => {
  it('is valid OpenAPI 3.1, and what the table makes', async () => {
    expect(await new Validator().validate(structuredClone(document))).toEqual({ valid: true });
    expect(JSON.parse(JSON.stringify(openApi({ table: REST_TABLE, schema, documents })))).toEqual(document);
  });

  it('has the two lines of the architecture', () => {
    expect(document.paths['/v1/products'].get.responses[200]).toBeDefined();
    expect(document.paths['/v1/orders'].post.responses[201].headers.Location).toBeDefined();
  });

  it('says which numbers the graph takes, and what is given together', () => {
    const parameterOf = (path: string, name: string) =>
      document.paths[path].get.parameters.find((each: { name: string }) => each.name === name);
    expect(parameterOf('/v1/search/suggestions', 'limit').schema).toMatchObject({ minimum: 1, maximum: 20 });
    expect(parameterOf('/v1/postal-codes/{code}/slots', 'days').schema).toMatchObject({
      minimum: 1,
      maximum: 60,
    });
    expect(parameterOf('/v1/products', 'deliverableTo').description).toContain('`deliverableOn`');
  });

  it('says how many each list of a request takes', () => {
    const { paths, components } = document;
    expect(components.schemas.PlaceOrderBody.properties.lines).toMatchObject({ minItems: 1, maxItems: 100 });
    const schemaOf = (path: string, name: string) =>
      paths[path].get.parameters.find((each: { name: string }) => each.name === name).schema;
    expect(schemaOf('/v1/products', 'brand').maxItems).toBe(20);
    expect(schemaOf('/v1/delivery-promises', 'variant')).toMatchObject({ minItems: 1, maxItems: 200 });
    expect(schemaOf('/v1/products', 'minPriceYen')).toMatchObject({ minimum: 0, maximum: 10_000_000 });
  });

  it('has examples that its own schemas allow', () => {
    const ajv = new Ajv2020({ strict: false, allErrors: true });
    addFormats.default(ajv);
    ajv.addSchema(document, 'openapi.json');
    for (const { id, path, method, answer, body } of REST_TABLE) {
      const at = `openapi.json#/paths/${encodeURIComponent(path.replaceAll('/', '~1'))}/${method.toLowerCase()}`;
      if (body) check(`${at}/requestBody/content/application~1json/schema`, BODY_EXAMPLES[id]);
      const place = answer.event
        ? `text~1event-stream/x-event-schemas/${answer.event}`
        : 'application~1json/schema';
      if (ANSWER_EXAMPLES[id])
        check(`${at}/responses/${answer.status}/content/${place}`, ANSWER_EXAMPLES[id]);
      function check(pointer: string, example: unknown): void {
        const validate = ajv.compile({ $ref: pointer });
        validate(example);
        expect(validate.errors, `the example of ${id}`).toBeNull();
      }
    }
  });
});

it('The document says of each operation whether somebody has to be signed in', () => {
  for (const { id, operation, answer, signedIn = false } of REST_TABLE) {
    const root = getOperationAST(documents.get(operation)!)!;
    const names = root.selectionSet.selections.map((each) => (each.kind === 'Field' ? each.name.value : ''));
    const isAsked = names.some((name) => MEMBERS_FIELDS.has(name)) || answer.nobody !== undefined;
    expect(signedIn, id).toBe(isAsked);
  }
});

/** Fields of the roots that need somebody to be signed in. */
const MEMBERS_FIELDS: ReadonlySet<string> = new Set(
  parse(readFileSync(SUPERGRAPH_FILE, 'utf8')).definitions.flatMap((definition) =>
    definition.kind === Kind.OBJECT_TYPE_DEFINITION && ROOTS.has(definition.name.value)
      ? (definition.fields ?? [])
          .filter(({ directives }) => directives?.some(({ name }) => name.value === 'authenticated'))
          .map(({ name }) => name.value)
      : [],
  ),
);

describe('A row', () => {
  const [row] = REST_TABLE as [RestOperation];
  const make = (changed: Partial<RestOperation>) => () =>
    openApi({ table: [{ ...row, ...changed }], schema, documents });

  it.each<[string, Partial<RestOperation>, string]>([
    ['without its document', { operation: 'nothing' }, 'there is no schema/operations/nothing.graphql'],
    ['for a variable that is not there', { query: { parameters: { x: 'x' } } }, 'has no variable x'],
    ['for a field that is not there', { query: { parameters: { x: 'filter.x' } } }, 'leads to no field'],
    ['for an answer that nobody asks for', { answer: { status: 200, at: 'me' } }, 'does not ask for me'],
    ['with a list that is none', { answer: { status: 200, at: 'products', list: 'whole' } }, 'is no list'],
  ])('%s is refused', (_, changed, message) => {
    expect(make(changed)).toThrow(message);
  });

  it('has an address and a method to itself', () => {
    expect(() => openApi({ table: [row, { ...row, id: 'again' }], schema, documents })).toThrow(
      'another row answers',
    );
    expect(new Set(REST_TABLE.map(({ id }) => id)).size).toBe(REST_TABLE.length);
  });
});

it('A problem has one type and title, whether it is a code or a fact', () => {
  expect([problemType('NOT_FOUND'), problemTitle('NOT_FOUND')]).toEqual([
    '/v1/problems/not-found',
    'Not found',
  ]);
  expect([problemType('CartEmpty'), problemTitle('CartEmpty')]).toEqual([
    '/v1/problems/cart-empty',
    'Cart empty',
  ]);
});
