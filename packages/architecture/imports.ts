import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { dirname, join, normalize, relative } from 'node:path';

export const ROOT = normalize(join(import.meta.dirname, '../..'));

/** What a file names in its imports, types included. */
export function specifiersIn(source: string): string[] {
  return [...source.matchAll(/(?:from|import)\s*\(?\s*["']([^"']+)["']/g)].map((match) => match[1]!);
}

/** The project's file or folder behind a specifier, by its path from the root; undefined for a package of others. */
export function projectPath(file: string, specifier: string): string | undefined {
  if (specifier.startsWith('.')) return relative(ROOT, join(ROOT, dirname(file), specifier));
  const own = /^@depachika\/([a-z-]+)\/(.+)$/.exec(specifier);
  if (!own) return undefined;
  const [, name = '', path] = own;
  if (TOP_LEVEL.has(name)) return `${name}/${path}`;
  return `${DOMAINS.has(name) ? 'subgraphs' : 'packages'}/${name}/${path}`;
}

const TOP_LEVEL = new Set(['router', 'schema', 'demo']);
const DOMAINS = new Set(['products', 'orders', 'users', 'payments', 'inventory', 'delivery', 'analytics']);

/** Files and packages that run when these files are run: what is imported for its types alone is not among them. */
export function reachableFrom(entries: readonly string[]): {
  readonly files: ReadonlySet<string>;
  readonly packages: ReadonlySet<string>;
} {
  const files = new Set<string>();
  const packages = new Set<string>();
  const open = [...entries];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (files.has(file)) continue;
    files.add(file);
    for (const specifier of specifiersIn(runningCode(file))) {
      const path = projectPath(file, specifier);
      if (path === undefined) packages.add(packageName(specifier));
      else if (path.endsWith('.ts')) open.push(path);
    }
  }
  return { files, packages };
}

/** As Node runs it, also without the imports that name nothing but types. */
function runningCode(file: string): string {
  const code = stripTypeScriptTypes(readFileSync(join(ROOT, file), 'utf8'));
  return code.replace(/^import\s*\{[\s,]*\}\s*from\s*'[^']+';?/gm, '');
}

function packageName(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
