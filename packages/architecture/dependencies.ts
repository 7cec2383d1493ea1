import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { DOMAIN_SERVICES } from '@depachika/schema/services.ts';
import { importsIn, libraryOf, projectPath, reachableFrom } from './imports.ts';
import { isTest, ROOT, type SourceFile } from './source-files.ts';

/** What no file of ours imports, and why it is installed all the same. */
const INSTALLED_FOR: Readonly<Record<string, string>> = {
  '@apollo/rover': 'the README asks a domain for its SDL with it',
  '@biomejs/biome': '`npm run lint`',
  '@bufbuild/buf': '`npm run generate` writes RPC contracts with it',
  '@bufbuild/protoc-gen-es': 'buf runs it',
  '@prisma/client': 'the clients that prisma generates are written against it',
  '@prisma/schema-engine-wasm': 'migrations import its build for the database that they find',
  '@types/node': 'types of Node itself',
  commander: '@commander-js/extra-typings is its types',
  node: 'the Node that every npm script runs on',
  prisma: '`npm run generate` runs its program',
  'relay-compiler': 'tests compile a page of Relay with its program',
  turbo: '`npm run check`',
  typescript: '`npm run typecheck`',
};

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

export function manifest(): Manifest {
  return JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Manifest;
}

/** Packages that are installed for nothing, and reasons given for what is not installed. */
export function unusedDependencies(
  files: readonly SourceFile[],
  { dependencies, devDependencies }: Manifest = manifest(),
): string[] {
  const declared = Object.keys({ ...dependencies, ...devDependencies });
  const imported = librariesIn(files);
  const isUsed = (name: string) =>
    imported.has(name) ||
    name in INSTALLED_FOR ||
    (name.startsWith('@types/') && imported.has(typedBy(name)));
  return [
    ...declared.filter((name) => !isUsed(name)),
    ...Object.keys(INSTALLED_FOR).filter((name) => !declared.includes(name)),
  ];
}

/** Libraries that are imported and there only by luck: because another package brings them. */
export function undeclaredImports(
  files: readonly SourceFile[],
  { dependencies, devDependencies }: Manifest = manifest(),
): string[] {
  return [...librariesIn(files)].filter((name) => !(name in dependencies) && !(name in devDependencies));
}

/** Packages that only tests and development need, and that an image of the shop would carry along. */
export function misplacedDependencies(
  files: readonly SourceFile[],
  { dependencies, devDependencies }: Manifest = manifest(),
): string[] {
  const running = reachableFrom(entriesOf(files)).libraries;
  return [
    ...Object.keys(dependencies).filter((name) => !running.has(name) && !(name in INSTALLED_FOR)),
    ...Object.keys(devDependencies).filter((name) => running.has(name)),
  ];
}

/** Everything that runs where development tools are not installed. */
function entriesOf(files: readonly SourceFile[]): string[] {
  const mains = DOMAIN_SERVICES.map(({ name }) => `subgraphs/${name}/main.ts`);
  const commands = files
    .map(({ path }) => path)
    .filter((path) => /^commands\/(operate|shop)\/.*(?<!\.test)\.ts$/.test(path));
  return [
    'start.ts',
    'router/main.ts',
    'web/main.ts',
    'topology/embedded/preload.mjs',
    ...mains,
    ...commands,
    ...pagesOf(files),
  ];
}

/** Pages name each other in `web/app/routes.ts`, which runs where they are built; all else of them runs in the shop. */
function pagesOf(files: readonly SourceFile[]): string[] {
  return files
    .map(({ path }) => path)
    .filter((path) => path.startsWith('web/app/') && path !== 'web/app/routes.ts' && !isTest(path));
}

function librariesIn(files: readonly SourceFile[]): Set<string> {
  const names = new Set<string>();
  for (const file of files) {
    for (const { specifier } of importsIn(file)) {
      if (specifier === undefined || isBuiltin(specifier)) continue;
      if (projectPath(file.path, specifier) === undefined) names.add(libraryOf(specifier));
    }
  }
  return names;
}

/** `ws` of `@types/ws`, `@scope/name` of `@types/scope__name`. */
function typedBy(name: string): string {
  const plain = name.slice('@types/'.length);
  return plain.includes('__') ? `@${plain.replace('__', '/')}` : plain;
}
