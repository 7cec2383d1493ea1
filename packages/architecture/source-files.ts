import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename, join, normalize } from 'node:path';
import { type ESTree, parseSync } from 'vite';

export const ROOT = normalize(join(import.meta.dirname, '../..'));

/** A file of the project's own code, by its path from the root. */
export interface SourceFile {
  readonly path: string;
  readonly code: string;
  readonly program: ESTree.Program;
}

/** Every file of code that is committed or would be: what is generated, is ignored and absent. Read once. */
export function projectFiles(): readonly SourceFile[] {
  files ??= listedFiles().flatMap((path) => read(path) ?? []);
  return files;
}

let files: readonly SourceFile[] | undefined;

/** Parses code as a file of the project. Throws where it is not TypeScript, naming the file. */
export function parsed(path: string, code: string): SourceFile {
  const { program, errors } = parseSync(basename(path), code, { lang: path.endsWith('.tsx') ? 'tsx' : 'ts' });
  if (errors[0]) throw new Error(`${path} cannot be parsed: ${errors[0].message}`);
  return { path, code, program };
}

/** Reads one file, also a generated one. */
export function sourceFile(path: string): SourceFile {
  return parsed(path, readFileSync(join(ROOT, path), 'utf8'));
}

/** The number of the line, from 1, in which a position of the code stands. */
export function lineAt({ code }: SourceFile, position: number): number {
  return code.slice(0, position).split('\n').length;
}

/** Tests, and what only they use: contracts that run on several implementations, doubles, fixtures. */
export function isTest(path: string): boolean {
  return /\.test\.tsx?$|\.contract\.ts$|\/testing\/|^e2e\//.test(path);
}

function listedFiles(): string[] {
  const names = ['*.ts', '*.tsx', '*.mjs', '*.js'];
  const args = ['ls-files', '--cached', '--others', '--exclude-standard', '-z', '--', ...names];
  return execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).split('\0').filter(Boolean).sort();
}

/** Git also lists what has just been removed. */
function read(path: string): SourceFile | undefined {
  try {
    return sourceFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
