import { IMPORT_TABLE } from './import-table.ts';
import { type Import, importsIn, libraryOf, projectPath } from './imports.ts';
import { LIBRARIES_OF_RULES, LIBRARY_TABLE } from './library-table.ts';
import { type Part, partOf } from './parts.ts';
import type { SourceFile } from './source-files.ts';

const ROWS = new Map(IMPORT_TABLE.map((row) => [row.part, row]));
const isTestPart = (name: string) => /^test\b|^e2e$/.test(name);

/** Files that import what only running code can name, and why. */
const COMPUTED_IMPORTS: Readonly<Record<string, string>> = {
  'commands/registry.ts': 'every command is listed, each by the file that package.json names',
  'deploy/run.ts': "the process's name is an argument, checked against the list of services",
  'packages/database/migrations/schema-engine.ts': "the engine's WASM is named after the database it is for",
  'web/server/built-pages.ts': 'the pages that it answers with are built by `npm run generate`',
  'web/testing/page-visit.ts': 'the same pages, for tests',
  'topology/development/standby.ts': 'libraries are loaded ahead that the shop was seen to load',
};

/**
 * Why a file may not import another.
 * @param from the importing file, @param to the imported one, both from the project's root
 * @returns undefined when a row of the import table allows it
 */
export function refusedImport(from: string, to: string, { typesOnly = false } = {}): string | undefined {
  const [source, target] = [partOf(from), partOf(to)];
  const row = ROWS.get(source.name);
  if (!row) return `the import table has no row for ${source.name}`;
  if (isOtherDomain(source, target)) return 'subgraphs meet only through contracts: SDL, RPC and events';
  if (source.name === target.name) return undefined;
  const allowed = typesOnly ? [...row.imports, ...(row.types ?? [])] : row.imports;
  if (allowed.includes(target.name) || allowed.includes(to)) return undefined;
  return `${source.name} may not import ${typesOnly ? 'even types of ' : ''}${target.name}: ${row.because}`;
}

/** Why a file may not import a library; undefined when it may. */
export function refusedLibrary(
  from: string,
  specifier: string,
  { typesOnly = false } = {},
): string | undefined {
  const { name } = partOf(from);
  if (isTestPart(name)) return undefined;
  const library = libraryOf(specifier);
  if (name === 'subgraph rule' && !typesOnly && !LIBRARIES_OF_RULES.includes(library))
    return `a rule is pure: it takes ${LIBRARIES_OF_RULES.join(', ')} and no other library`;
  const row = LIBRARY_TABLE.find(({ libraries }) => libraries.includes(library));
  if (!row || row.parts.includes(name) || (typesOnly && row.typesEverywhere)) return undefined;
  return `${library} is known to ${row.parts.join(', ')} alone`;
}

/** Every import of a file that is refused, as `<file>:<line> imports <what>: <why>`. */
export function badImportsOf(file: SourceFile): string[] {
  return importsIn(file).flatMap((each) => {
    const why = refusal(file.path, each);
    return why ? [`${file.path}:${each.line} imports ${each.specifier ?? 'a computed name'}: ${why}`] : [];
  });
}

function refusal(from: string, { specifier, typesOnly }: Import): string | undefined {
  if (specifier === undefined)
    return COMPUTED_IMPORTS[from] ? undefined : 'what is imported is written where it is imported';
  const path = projectPath(from, specifier);
  return path === undefined
    ? refusedLibrary(from, specifier, { typesOnly })
    : refusedImport(from, path, { typesOnly });
}

/** Only the test of a domain may know another domain: as its neighbour over a contract. */
function isOtherDomain(source: Part, target: Part): boolean {
  if (source.domain === undefined || target.domain === undefined) return false;
  return source.domain !== target.domain && !isTestPart(source.name);
}
