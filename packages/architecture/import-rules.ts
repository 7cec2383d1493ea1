/**
 * Who may import whom: a subgraph takes packages and contracts, never another subgraph; packages know no subgraph and
 * no router; the router knows packages at its edge and contracts; only `start.ts` and `seed.ts` know every service. A `main.ts` also
 * knows how its own service is run. Tests may reach further.
 * @param file the importing file, @param target the imported one, both from the project's root
 * @returns why it is forbidden; undefined when it is allowed
 */
export function forbiddenImport(file: string, target: string): string | undefined {
  if (isTest(file)) return undefined;
  const from = partOf(file);
  const to = partOf(target);
  if (to.kind === 'start') return 'start.ts is run, not imported';
  switch (from.kind) {
    case 'subgraph':
      if (to.kind === 'subgraph' && to.name !== from.name) return 'subgraphs meet only through contracts';
      if (to.kind === 'router' || to.kind === 'topology') return 'a subgraph knows nothing of what serves it';
      if (to.kind === 'package' && to.name === 'service' && !isMain(file))
        return 'a subgraph does not know how it is run';
      return undefined;
    case 'package':
      if (to.kind === 'subgraph' || to.kind === 'router' || to.kind === 'topology')
        return 'packages know no service';
      return undefined;
    case 'router':
      if (to.kind === 'subgraph' || to.kind === 'topology')
        return 'the router knows contracts and addresses only';
      if (to.kind === 'package' && !ROUTER_PACKAGES.has(to.name) && !isMain(file))
        return `the router has no use for packages/${to.name}`;
      return undefined;
    case 'schema':
      return to.kind === 'schema' ? undefined : 'contracts depend on nothing';
    case 'topology':
      if (to.kind === 'subgraph') return 'only start.ts imports services';
      return undefined;
    default:
      return undefined;
  }
}

const ROUTER_PACKAGES = new Set([
  'identity',
  'graphql',
  'clock',
  'ids',
  'telemetry',
  'pubsub',
  'redis',
  'domain',
]);

interface Part {
  readonly kind: 'subgraph' | 'package' | 'router' | 'schema' | 'topology' | 'start' | 'other';
  readonly name: string;
}

function partOf(path: string): Part {
  const [top = '', name = ''] = path.split('/');
  switch (top) {
    case 'subgraphs':
      return { kind: 'subgraph', name };
    case 'packages':
      return { kind: 'package', name };
    case 'router':
    case 'schema':
    case 'topology':
      return { kind: top, name: top };
    case 'start.ts':
      return { kind: 'start', name: top };
    default:
      return { kind: 'other', name: top };
  }
}

/** Where one service is composed to run as a process of its own. */
function isMain(file: string): boolean {
  return file.endsWith('/main.ts');
}

function isTest(file: string): boolean {
  return /\.test\.ts$|\/testing\/|\/test-[^/]*\.ts$|\.contract\.ts$|\/fixtures\//.test(file);
}
