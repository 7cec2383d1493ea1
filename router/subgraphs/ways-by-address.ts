import type { SubgraphTransport } from './subgraph-transport.ts';

/**
 * A subgraph that stays where it was is asked on the connections that are there, whichever graph it is of. What was closed, as
 * that of a graph that could not be served, is opened anew.
 */
export function waysByAddress(open: (url: string) => SubgraphTransport): (url: string) => SubgraphTransport {
  const known = new Map<string, SubgraphTransport>();
  return (url) => {
    const there = known.get(url);
    if (there) return there;
    const opened = open(url);
    const way: SubgraphTransport = {
      execute: (request, call) => opened.execute(request, call),
      subscribe: (request, call) => opened.subscribe(request, call),
      ready: () => opened.ready(),
      close() {
        if (known.get(url) === way) known.delete(url);
        return opened.close();
      },
    };
    known.set(url, way);
    return way;
  };
}
