import { readFileSync } from 'node:fs';
import { ApolloGateway, RemoteGraphQLDataSource } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { readJoinSide } from '../config.ts';
import { serveBenchmark } from './join-process.ts';

const { subgraphs, identityToken } = readJoinSide();
// The same graph as its documentation starts it: default fetcher, nothing of ours but the identity.
const sdl = readFileSync(new URL('../../schema/supergraph.graphql', import.meta.url), 'utf8').replaceAll(
  ', for: SECURITY',
  '',
);
const gateway = new ApolloGateway({
  supergraphSdl: sdl,
  buildService({ name, url }) {
    return new RemoteGraphQLDataSource({
      url: (name && subgraphs[name]) ?? url ?? '',
      willSendRequest({ request }) {
        request.http?.headers.set('authorization', `Bearer ${identityToken}`);
      },
    });
  },
});
const { url } = await startStandaloneServer(new ApolloServer({ gateway }), {
  listen: { port: 0, host: '127.0.0.1' },
});
serveBenchmark(url);
