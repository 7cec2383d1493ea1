import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { readRouterConfig } from '../config.ts';
import { connectedSubgraphs } from './connected-subgraphs.ts';
import type { SubgraphTransport } from './subgraph-transport.ts';
import { waysByAddress } from './ways-by-address.ts';

function ways() {
  const closed: string[] = [];
  const wayTo = waysByAddress(
    (url): SubgraphTransport => ({
      execute: async () => ({ data: { url } }),
      subscribe: async () => ({ data: { url } }),
      ready: async () => undefined,
      close: async () => void closed.push(url),
    }),
  );
  const connected = connectedSubgraphs({
    guards: readRouterConfig({}).guards,
    metrics: { subgraphAsked: () => undefined },
    logger: pino({ level: 'silent' }),
  });
  const graphOf = (urls: Readonly<Record<string, string>>) =>
    connected.connect(Object.fromEntries(Object.entries(urls).map(([name, url]) => [name, wayTo(url)])));
  return { connected, graphOf, wayTo, closed };
}

describe('ways to subgraphs', () => {
  it('stay open for a subgraph that has another name than before', async () => {
    const { connected, graphOf, closed } = ways();
    graphOf({ shop: 'http://a' });
    const renamed = graphOf({ store: 'http://a' });
    await connected.closeBut([renamed]);
    expect(closed).toEqual([]);
    await connected.closeBut([]);
    expect(closed).toEqual(['http://a']);
  });

  it('are closed once, where two subgraphs share one', async () => {
    const { connected, graphOf, closed } = ways();
    graphOf({ shop: 'http://a', store: 'http://a' });
    await connected.closeBut([]);
    expect(closed).toEqual(['http://a']);
  });

  it('are opened anew after the graph that needed them was refused', async () => {
    const { connected, graphOf, wayTo, closed } = ways();
    const served = graphOf({ shop: 'http://a' });
    graphOf({ shop: 'http://b' });
    const refused = wayTo('http://b');
    await connected.closeBut([served]);
    expect(closed).toEqual(['http://b']);
    expect(wayTo('http://b')).not.toBe(refused);
    expect(graphOf({ shop: 'http://a' }).shop).toBe(served.shop);
  });
});
