import { LANGUAGE_HEADER, REQUEST_ID_HEADER } from '@depachika/schema/headers.ts';
import { GRAPHQL_PATH } from '@depachika/schema/paths.ts';
import type { FastifyInstance } from 'fastify';
import type { SendToGraph } from './graph-client.ts';

/** The graph of a router in this process, asked without a connection, as the visitor's own address. */
export function graphWithin(router: FastifyInstance): SendToGraph {
  return async ({ body, accessToken, language, clientAddress, requestId, signal }) => {
    const { statusCode, body: answer } = await router.inject({
      method: 'POST',
      url: GRAPHQL_PATH,
      remoteAddress: clientAddress,
      signal,
      headers: {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json',
        [REQUEST_ID_HEADER]: requestId,
        ...(language ? { [LANGUAGE_HEADER]: language } : {}),
        ...(accessToken ? { authorization: `Bearer ${accessToken}` } : {}),
      },
      payload: body,
    });
    return { status: statusCode, body: answer };
  };
}
