import { importsIn, projectPath } from './imports.ts';
import { isTest, type SourceFile } from './source-files.ts';

/** What each node leads to. */
export type Graph = ReadonlyMap<string, ReadonlySet<string>>;

/** Which file imports which, types included: a cycle of types is one that a reader walks as well. */
export function fileGraph(files: readonly SourceFile[]): Graph {
  const known = new Set(files.map(({ path }) => path));
  return new Map(
    files.map((file) => {
      const targets = importsIn(file).flatMap(({ specifier }) =>
        specifier === undefined ? [] : (projectPath(file.path, specifier) ?? []),
      );
      return [file.path, new Set(targets.filter((target) => known.has(target)))];
    }),
  );
}

/** Which package imports which. Tests reach up to the layers above, and are left out. */
export function packageGraph(files: readonly SourceFile[]): Graph {
  const running = files.filter(({ path }) => path.startsWith('packages/') && !isTest(path));
  const graph = new Map<string, Set<string>>();
  for (const [file, targets] of fileGraph(running)) {
    const name = packageOf(file);
    const reached = graph.get(name) ?? new Set();
    for (const target of targets) if (packageOf(target) !== name) reached.add(packageOf(target));
    graph.set(name, reached);
  }
  return graph;
}

function packageOf(path: string): string {
  return path.split('/').slice(0, 2).join('/');
}

/**
 * Groups of nodes that can all be reached from each other, each as one way round: `a → b → a`. Source: R. Tarjan,
 * "Depth-first search and linear graph algorithms", 1972.
 */
export function cyclesIn(graph: Graph): string[] {
  const indexes = new Map<string, number>();
  const lowest = new Map<string, number>();
  const stack: string[] = [];
  const cycles: string[] = [];
  for (const node of graph.keys()) if (!indexes.has(node)) visit(node);
  return cycles.sort();

  function visit(node: string): void {
    const index = indexes.size;
    indexes.set(node, index);
    lowest.set(node, index);
    stack.push(node);
    for (const next of graph.get(node) ?? []) {
      if (!indexes.has(next)) visit(next);
      if (stack.includes(next)) lowest.set(node, Math.min(lowest.get(node)!, lowest.get(next)!));
    }
    if (lowest.get(node) !== index) return;
    const group = new Set(stack.splice(stack.indexOf(node)));
    if (group.size > 1 || graph.get(node)?.has(node)) cycles.push(wayRound(graph, group));
  }
}

/** The shortest way from the group's first node back to itself. */
function wayRound(graph: Graph, group: ReadonlySet<string>): string {
  const [first = ''] = [...group].sort();
  const ways = [[first]];
  for (const way of ways) {
    for (const next of graph.get(way.at(-1)!) ?? []) {
      if (next === first) return [...way, first].join(' → ');
      if (group.has(next) && !ways.some((other) => other.includes(next))) ways.push([...way, next]);
    }
  }
  throw new Error(`No way leads from ${first} back to it`);
}
