import { LANGUAGE_HEADER } from '@depachika/schema/headers.ts';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { expect } from 'vitest';
import { eventually } from '../support/eventually.ts';
import type { Json } from '../support/shop-client.ts';

export interface RestAsk {
  /** Of the path. */
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | readonly string[]>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object;
  readonly token?: string | undefined;
}

export interface RestAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Json;
}

export interface FollowedEvents {
  /** Name, id and data of each event so far, each checked against the document. */
  readonly events: readonly { readonly name: string; readonly id: string | undefined; readonly data: Json }[];
  until(enough: (events: FollowedEvents['events']) => boolean): Promise<void>;
  stop(): void;
}

/** A client that holds every answer against the document which the shop itself serves. */
export interface DocumentedClient {
  readonly document: Json;
  /** Asks one operation. Fails the test where the answer is not as its document has it. */
  ask(operationId: string, ask?: RestAsk): Promise<RestAnswer>;
  /** The same for an answer that has to succeed. @returns its body */
  get(operationId: string, ask?: RestAsk): Promise<Json>;
  follow(operationId: string, ask: RestAsk): Promise<FollowedEvents>;
  /** Operations that were never answered so far, and those that never refused. */
  untried(): { readonly answered: string[]; readonly refused: string[] };
}

interface Operation {
  readonly path: string;
  readonly method: string;
  readonly responses: Readonly<Record<string, Json>>;
}

export async function documentedClient(origin: string): Promise<DocumentedClient> {
  const document = (await (await fetch(`${origin}/v1/openapi.json`)).json()) as Json;
  const check = checksOf(document);
  const operations = operationsOf(document);
  const answered = new Set<string>();
  const refused = new Set<string>();
  const client: DocumentedClient = {
    document,
    async ask(operationId, asked = {}) {
      const operation = known(operationId);
      const response = await send(origin, operation, asked);
      const text = await response.text();
      const body = text === '' ? undefined : JSON.parse(text);
      holdAgainst(operation, { response, body, check });
      (response.ok ? answered : refused).add(operationId);
      return { status: response.status, headers: response.headers, body };
    },
    async get(operationId, asked) {
      const { status, body } = await client.ask(operationId, asked);
      expect(status, `${operationId}: ${JSON.stringify(body)}`).toBeLessThan(300);
      return body;
    },
    async follow(operationId, asked) {
      const operation = known(operationId);
      const response = await send(origin, operation, asked);
      expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
      answered.add(operationId);
      const schemas = `${pointerTo(operation)}/responses/200/content/text~1event-stream/x-event-schemas`;
      return followed(response, (name) => check(`${schemas}/${name}`));
    },
    untried: () => ({
      answered: [...operations.keys()].filter((id) => !answered.has(id)),
      refused: [...operations.keys()].filter((id) => !refused.has(id)),
    }),
  };
  return client;

  function known(operationId: string): Operation {
    const operation = operations.get(operationId);
    if (!operation) throw new Error(`The document has no operation ${operationId}`);
    return operation;
  }
}

/** @returns the problem */
export async function refuses(status: number, code: string, asked: Promise<RestAnswer>): Promise<Json> {
  const { body, ...answer } = await asked;
  expect(body, JSON.stringify(body)).toMatchObject({ status, code });
  expect(answer.status).toBe(status);
  return body;
}

/** Where the `Link` of an answer leads. */
export function linkOf({ headers }: RestAnswer, rel: string): string {
  const [, url] = new RegExp(`<([^>]*)>; rel="${rel}"`).exec(headers.get('link') ?? '') ?? [];
  return url!;
}

type Check = (pointer: string) => ValidateFunction;

/** Each schema of the document is compiled once. */
function checksOf(document: Json): Check {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema(document, 'openapi.json');
  const checks = new Map<string, ValidateFunction>();
  return (pointer) => {
    const check = checks.get(pointer) ?? ajv.compile({ $ref: `openapi.json${pointer}` });
    checks.set(pointer, check);
    return check;
  };
}

function send(
  origin: string,
  { path, method }: Operation,
  { params = {}, query = {}, headers = {}, body, token }: RestAsk,
): Promise<Response> {
  const url = new URL(
    path.replaceAll(/\{(\w+)\}/g, (_, name) => encodeURIComponent(params[name]!)),
    origin,
  );
  for (const [name, values] of Object.entries(query))
    for (const value of [values].flat()) url.searchParams.append(name, value);
  return fetch(url, {
    method: method.toUpperCase(),
    headers: {
      [LANGUAGE_HEADER]: 'en',
      'x-requested-with': 'test',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

/** Fails where an answer is not as the document has it: its status, its headers, its type, its body. */
function holdAgainst(
  operation: Operation,
  { response, body, check }: { readonly response: Response; readonly body: Json; readonly check: Check },
): void {
  const { status, headers } = response;
  const told = `${operation.method} ${operation.path} answered ${status} ${JSON.stringify(body)}`;
  const documented = operation.responses[status] ? String(status) : 'default';
  expect(status < 400 && documented === 'default', `${told}, which is not documented`).toBe(false);
  const { content, headers: promised = {} } = operation.responses[documented];
  // There are not always pages around one.
  for (const name of Object.keys(promised))
    if (name !== 'Link') expect(headers.has(name), `${told}: ${name}`).toBe(true);
  if (!content) {
    expect(body, told).toBeUndefined();
    return;
  }
  const [type] = Object.keys(content);
  expect(headers.get('content-type'), told).toContain(type);
  expect(headers.get('content-language'), told).toBe('en');
  const media = type!.replaceAll('/', '~1');
  const validate = check(`${pointerTo(operation)}/responses/${documented}/content/${media}/schema`);
  validate(body);
  expect(validate.errors, told).toBeNull();
}

function operationsOf(document: Json): Map<string, Operation> {
  const found = new Map<string, Operation>();
  for (const [path, methods] of Object.entries<Json>(document.paths))
    for (const [method, { operationId, responses }] of Object.entries<Json>(methods))
      found.set(operationId, { path, method, responses });
  return found;
}

function pointerTo({ path, method }: Operation): string {
  return `#/paths/${path.replaceAll('/', '~1').replaceAll('{', '%7B').replaceAll('}', '%7D')}/${method}`;
}

function followed(response: Response, checkOf: (event: string) => ValidateFunction): FollowedEvents {
  const events: { name: string; id: string | undefined; data: Json }[] = [];
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  void read().catch(() => undefined);
  return {
    events,
    until: async (enough) => void (await eventually(() => events, enough)),
    stop: () => void reader.cancel(),
  };

  async function read(): Promise<void> {
    let text = '';
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      const blocks = (text + value).split('\n\n');
      text = blocks.pop()!;
      for (const block of blocks) note(block);
    }
  }

  function note(block: string): void {
    const fields = Object.fromEntries(block.split('\n').map((line) => line.split(/: (.*)/, 2)));
    if (fields.event === undefined) return;
    const data = JSON.parse(fields.data);
    const validate = checkOf(fields.event!);
    if (!validate(data)) throw new Error(JSON.stringify(validate.errors));
    events.push({ name: fields.event, id: fields.id, data });
  }
}
