import type { Socket } from 'node:net';
import { serveSubgraphHttp } from '@depachika/graphql/http/serve-http.ts';
import { pino } from 'pino';
import { tickingSubgraph } from './ticking-subgraph.ts';

// A subgraph in a process of its own: tells its address and a token, then feeds its subscribers what it is sent, and
// answers how many of them there are, and how many connections there were.

const subgraph = await tickingSubgraph();
let connections = 0;
const { url } = await serveSubgraphHttp({
  subgraph,
  logger: pino({ level: 'silent' }),
  port: 0,
  routes: ({ server }) => {
    server.on('connection', (_socket: Socket) => {
      connections += 1;
    });
  },
});
process.on('message', (text) => {
  subgraph.push(String(text));
  process.send?.({ sources: subgraph.sources(), connections });
});
process.on('disconnect', () => process.exit());
process.send?.({ url, token: await subgraph.tokenOf('usr_1') });
