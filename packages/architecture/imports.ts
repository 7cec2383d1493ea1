import { dirname, join, relative } from 'node:path';
import { DOMAIN_SERVICES } from '@depachika/schema/services.ts';
import { type ESTree, Visitor } from 'vite';
import { lineAt, ROOT, type SourceFile, sourceFile } from './source-files.ts';

/** One place where a file names another file or a library. */
export interface Import {
  readonly line: number;
  /** Undefined when only running code knows it: `import(name)`. */
  readonly specifier: string | undefined;
  /** Gone when the code runs. */
  readonly typesOnly: boolean;
}

/** Everything that a file imports, in whatever way: also by `require`, as a type, or as a worker's URL. */
export function importsIn(file: SourceFile): readonly Import[] {
  const known = importsByFile.get(file);
  if (known) return known;
  const found = findImports(file);
  importsByFile.set(file, found);
  return found;
}

/** Every rule asks. */
const importsByFile = new WeakMap<SourceFile, readonly Import[]>();

function findImports(file: SourceFile): Import[] {
  const found: Import[] = [];
  const add = (node: ESTree.Node, source: ESTree.Node | null | undefined, typesOnly = false) => {
    found.push({
      line: lineAt(file, node.start),
      specifier: source ? constantText(source) : undefined,
      typesOnly,
    });
  };
  const addUrl = (node: ESTree.Node, path: string | undefined) => {
    if (!path || !/\.[cm]?[jt]s$/.test(path)) return;
    const specifier = path.startsWith('.') ? path : `./${path}`;
    found.push({ line: lineAt(file, node.start), specifier, typesOnly: false });
  };
  const visitor = new Visitor({
    ImportDeclaration: (node) => add(node, node.source, isTypesOnly(node.importKind, node.specifiers)),
    ExportNamedDeclaration: (node) => {
      if (node.source) add(node, node.source, isTypesOnly(node.exportKind, node.specifiers));
    },
    ExportAllDeclaration: (node) => add(node, node.source, node.exportKind === 'type'),
    ImportExpression: (node) => add(node, node.source),
    TSImportType: (node) => add(node, node.source, true),
    TSImportEqualsDeclaration: (node) => {
      const { moduleReference: reference } = node;
      if (reference.type === 'TSExternalModuleReference')
        add(node, reference.expression, node.importKind === 'type');
    },
    CallExpression: (node) => {
      if (isRequire(node.callee)) add(node, node.arguments[0]);
    },
    NewExpression: (node) => {
      const [name, base] = node.arguments;
      if (isName(node.callee, 'URL') && name && isImportMetaUrl(base)) addUrl(node, constantText(name));
    },
  });
  visitor.visit(file.program);
  return found;
}

/** `import {} from` and `import 'x'` name nothing, and run. */
function isTypesOnly(
  kind: 'type' | 'value' | undefined,
  names: readonly (ESTree.ImportDeclarationSpecifier | ESTree.ExportSpecifier)[],
): boolean {
  if (kind === 'type') return true;
  return (
    names.length > 0 &&
    names.every(
      (name) =>
        (name.type === 'ImportSpecifier' && name.importKind === 'type') ||
        (name.type === 'ExportSpecifier' && name.exportKind === 'type'),
    )
  );
}

function constantText(node: ESTree.Node): string | undefined {
  if (node.type === 'Literal') return typeof node.value === 'string' ? node.value : undefined;
  if (node.type === 'TemplateLiteral' && node.expressions.length === 0)
    return node.quasis[0]?.value.cooked ?? undefined;
  return undefined;
}

/** `require(…)`, `require.resolve(…)`, `import.meta.resolve(…)`. */
function isRequire(callee: ESTree.Node): boolean {
  if (isName(callee, 'require')) return true;
  return (
    callee.type === 'MemberExpression' &&
    isName(callee.property, 'resolve') &&
    (isName(callee.object, 'require') || callee.object.type === 'MetaProperty')
  );
}

function isImportMetaUrl(node: ESTree.Node | undefined): boolean {
  return (
    node?.type === 'MemberExpression' && node.object.type === 'MetaProperty' && isName(node.property, 'url')
  );
}

function isName(node: ESTree.Node, name: string): boolean {
  return node.type === 'Identifier' && node.name === name;
}

/** The project's file or folder behind a specifier, by its path from the root; undefined for a library. */
export function projectPath(file: string, specifier: string): string | undefined {
  if (specifier.startsWith('.')) return relative(ROOT, join(ROOT, dirname(file), specifier));
  const own = /^@depachika\/([a-z-]+)\/(.+)$/.exec(specifier);
  if (!own) return undefined;
  const [, name = '', path] = own;
  if (TOP_LEVEL.has(name)) return `${name}/${path}`;
  return `${DOMAINS.has(name) ? 'subgraphs' : 'packages'}/${name}/${path}`;
}

const TOP_LEVEL = new Set(['router', 'schema', 'demo', 'web']);
const DOMAINS = new Set<string>(DOMAIN_SERVICES.map(({ name }) => name));

/** Files and libraries that run when these files are run: what is imported for its types alone is not among them. */
export function reachableFrom(entries: readonly string[]): {
  readonly files: ReadonlySet<string>;
  readonly libraries: ReadonlySet<string>;
} {
  const files = new Set<string>();
  const libraries = new Set<string>();
  const open = [...entries];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (files.has(file)) continue;
    files.add(file);
    for (const { specifier, typesOnly } of importsIn(sourceFile(file))) {
      if (specifier === undefined || typesOnly) continue;
      const path = projectPath(file, specifier);
      if (path === undefined) libraries.add(libraryOf(specifier));
      else if (/\.tsx?$/.test(path)) open.push(path);
    }
  }
  return { files, libraries };
}

/** The name under which a package is installed: `@prisma/client/runtime/library` is of `@prisma/client`. */
export function libraryOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
