import { cyclesIn, fileGraph, packageGraph } from './cycles.ts';
import { misplacedDependencies, undeclaredImports, unusedDependencies } from './dependencies.ts';
import { badImportsOf } from './import-rules.ts';
import { LONG_FACTORIES } from './long-factories.ts';
import {
  consoleOutput,
  environmentReads,
  impurities,
  normalizations,
  passingFormats,
  strayMakers,
} from './restricted-calls.ts';
import { strayStrings } from './shared-strings.ts';
import { FILE_LINES, filesByFolder, linesOf, longFunctionsIn, MAX_FILES_IN_FOLDER } from './sizes.ts';
import { isTest, type SourceFile } from './source-files.ts';

/** What a rule of the house counted in the whole project. */
export interface Counter {
  readonly rule: string;
  /** Each place that breaks the rule, in words. */
  readonly breaches: readonly string[];
  /** What is told beside the breaches: the largest, the excepted, or a mere count. */
  readonly note?: string;
}

/** Counts every rule that reads the code itself. Biome, the compiler and the other tests hold the rest. */
export function countRules(files: readonly SourceFile[]): Counter[] {
  return [
    { rule: 'bad imports', breaches: files.flatMap(badImportsOf) },
    { rule: 'import cycles between files', breaches: cyclesIn(fileGraph(files)) },
    { rule: 'import cycles between packages', breaches: cyclesIn(packageGraph(files)) },
    crowdedFolders(files),
    longFunctions(files),
    longFiles(files),
    { rule: 'environment read outside config.ts and commands', breaches: files.flatMap(environmentReads) },
    { rule: 'shared strings outside schema/', breaches: files.flatMap(strayStrings) },
    { rule: 'rules that are not pure', breaches: files.flatMap(impurities) },
    { rule: 'console output in services', breaches: files.flatMap(consoleOutput) },
    {
      rule: 'public errors, HTTP servers, formatters and texts for people made around their one place',
      breaches: files.flatMap(strayMakers),
    },
    { rule: 'formatters made for one call', breaches: files.flatMap(passingFormats) },
    { rule: 'unused dependencies', breaches: unusedDependencies(files) },
    { rule: 'undeclared dependencies', breaches: undeclaredImports(files) },
    { rule: 'dependencies on the wrong list', breaches: misplacedDependencies(files) },
    {
      rule: 'Unicode normalisation outside packages/text/unicode.ts',
      breaches: files.filter(({ path }) => path !== 'packages/text/unicode.ts').flatMap(normalizations),
    },
  ];
}

function crowdedFolders(files: readonly SourceFile[]): Counter {
  const counts = [...filesByFolder(files)].sort(([, one], [, other]) => other - one);
  const [largest, most] = counts[0] ?? ['', 0];
  return {
    rule: `folders over ${MAX_FILES_IN_FOLDER} source files`,
    breaches: counts
      .filter(([, count]) => count > MAX_FILES_IN_FOLDER)
      .map(([folder, count]) => `${folder} holds ${count}`),
    note: `largest: ${largest} with ${most}`,
  };
}

function longFunctions(files: readonly SourceFile[]): Counter {
  const long = files.flatMap(longFunctionsIn);
  const found = new Set(long.map(({ id }) => id));
  const breaches = long.flatMap(({ id, lines, returnsObject }) => {
    if (!(id in LONG_FACTORIES)) return [`${id} has ${lines} lines`];
    return returnsObject ? [] : [`${id} is listed as a factory and returns no object`];
  });
  const needless = Object.keys(LONG_FACTORIES).filter((id) => !found.has(id));
  return {
    rule: 'functions over 70 lines',
    breaches: [...breaches, ...needless.map((id) => `${id} is listed as a long factory and is none`)],
    note: `${Object.keys(LONG_FACTORIES).length} factories listed with a reason`,
  };
}

function longFiles(files: readonly SourceFile[]): Counter {
  const running = files.filter(({ path }) => !isTest(path));
  const above = (most: number, among: readonly SourceFile[]) => among.filter((file) => linesOf(file) > most);
  return {
    rule: `files over ${FILE_LINES.most} lines`,
    breaches: above(FILE_LINES.most, files).map((file) => `${file.path} has ${linesOf(file)}`),
    note: `${above(FILE_LINES.usual, running).length} over ${FILE_LINES.usual}`,
  };
}
