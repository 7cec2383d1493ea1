import { isTest } from './source-files.ts';
import { layerOf } from './subgraph-layers.ts';

/** Where a file belongs, as the import table names it. */
export interface Part {
  readonly name: string;
  /** Of a part that every subgraph has: whose it is. */
  readonly domain?: string;
}

/** The part of a file, by its path from the root alone. */
export function partOf(path: string): Part {
  if (isTest(path)) return testPart(path);
  const [top = '', folder = '', ...inside] = path.split('/');
  switch (top) {
    case 'packages':
      return { name: `packages/${folder}` };
    case 'subgraphs':
      return { name: `subgraph ${layerOf(folder, inside.join('/'))}`, domain: folder };
    case 'router':
      return { name: routerPart(path) };
    case 'web':
      return { name: webPart(path) };
    case 'topology':
      return { name: isFolder(path) ? `topology/${folder}` : 'topology' };
    default:
      return { name: top };
  }
}

function testPart(path: string): Part {
  const [top = '', folder = ''] = path.split('/');
  if (top === 'e2e') return { name: 'e2e' };
  if (top === 'packages') return { name: 'test of a package' };
  if (top === 'schema') return { name: 'test of a contract' };
  if (top === 'router') return { name: 'test of the router' };
  if (top === 'subgraphs') return { name: 'test of a subgraph', domain: folder };
  if (top === 'web') return { name: 'test of the web' };
  return { name: 'test' };
}

function routerPart(path: string): string {
  const [, folder = ''] = path.split('/');
  if (isFolder(path)) return `router/${folder}`;
  if (folder === 'main.ts') return 'router main';
  return folder.endsWith('config.ts') ? 'router config' : 'router boundary';
}

function webPart(path: string): string {
  const [, folder = ''] = path.split('/');
  if (isFolder(path)) return `web/${folder}`;
  if (folder === 'main.ts') return 'web main';
  // Beside `vite.config.ts` and its like, which say how pages are built.
  return folder === 'config.ts' ? 'web config' : 'web';
}

function isFolder(path: string): boolean {
  return path.split('/').length > 2;
}
