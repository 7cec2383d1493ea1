import { ApolloServer, type ApolloServerPlugin, HeaderMap } from '@apollo/server';
import { anonymous } from '@depachika/identity/caller.ts';
import { type DocumentNode, GraphQLError, parse } from 'graphql';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Admission } from '../admission/admission.ts';
import type { PreparedOperation } from '../operation/operations.ts';
import { admissionPlugin, type HttpOperation } from './apollo-admission.ts';

const refusal = {
  errors: ['FIRST', 'SECOND'].map((code) => new GraphQLError('No', { extensions: { code } })),
  status: 418,
  headers: { 'x-why': 'tea' },
};

let decide: Admission['admit'];
let readByApollo: string[];
beforeEach(() => {
  decide = async ({ query }) => ({ document: parse(query) as DocumentNode }) as PreparedOperation;
  readByApollo = [];
});

describe('Apollo Server behind the pipeline', () => {
  it('executes what was admitted, without reading it again', async () => {
    expect(await post({ query: '{ a }' })).toMatchObject({ status: 200, body: { data: { a: 'a' } } });
    expect(readByApollo).toEqual([]);
  });

  it('answers a refusal as it is: status, headers, and every error', async () => {
    decide = async () => refusal;
    const { status, headers, body } = await post({ query: '{ a }' });
    expect([status, headers.get('x-why')]).toEqual([418, 'tea']);
    expect(body).toEqual({
      errors: ['FIRST', 'SECOND'].map((code) => ({ message: 'No', extensions: { code } })),
    });
    expect(readByApollo).toEqual([]);
  });

  it('answers a pipeline that broke with a fault, and executes nothing', async () => {
    decide = () => Promise.reject(new Error('broken'));
    const { status, body } = await post({ query: '{ a }' });
    expect([status, body.data]).toEqual([500, undefined]);
  });
});

async function started(): Promise<ApolloServer<HttpOperation>> {
  const readers: ApolloServerPlugin<HttpOperation> = {
    requestDidStart: async () => ({
      parsingDidStart: async () => void readByApollo.push('parsed'),
      validationDidStart: async () => void readByApollo.push('validated'),
    }),
  };
  const server = new ApolloServer<HttpOperation>({
    typeDefs: 'type Query { a: String }',
    rootValue: { a: 'a' },
    documentStore: null,
    plugins: [admissionPlugin({ admit: (request) => decide(request) } as Admission), readers],
    logger: { debug() {}, info() {}, warn() {}, error() {} },
  });
  await server.start();
  return server;
}

async function post(body: object) {
  const answer = await (await started()).executeHTTPGraphQLRequest({
    httpGraphQLRequest: {
      method: 'POST',
      headers: new HeaderMap([['content-type', 'application/json']]),
      search: '',
      body,
    },
    context: async () => ({ caller: anonymous, address: '127.0.0.1', requestId: 'req_1', language: 'ja' }),
  });
  const text = answer.body.kind === 'complete' ? answer.body.string : '';
  // biome-ignore lint/suspicious/noExplicitAny: answers are looked into as a client would, without types.
  return { status: answer.status ?? 200, headers: answer.headers, body: JSON.parse(text) as any };
}
