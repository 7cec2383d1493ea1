import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename, dirname, join, normalize } from 'node:path';
import { projectPath } from '../imports.ts';
import { ROOT } from '../source-files.ts';

/** A link or a path that a document names and the project does not hold. */
export interface Missing {
  readonly document: string;
  readonly named: string;
}

/** Files that are kept, or will be with the next commit, from the project's root. */
export function keptFiles(): string[] {
  const listed = git(['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate']);
  return listed.split('\0').filter(Boolean);
}

/** Every folder that holds kept files, up to this many levels below the root, in the order of a listing. */
export function foldersOf(files: readonly string[], levels: number): string[] {
  const folders = files.flatMap((file) => {
    const parts = file.split('/').slice(0, -1);
    return parts.slice(0, levels).map((_, index) => parts.slice(0, index + 1).join('/'));
  });
  return [...new Set(folders)].sort(byParts);
}

/** Folders of a printed tree (two spaces for a level, a slash after each name), each with what is said of it. */
export function printedTree(markdown: string): { readonly folder: string; readonly words: string }[] {
  const above: string[] = [];
  return treeLines(markdown).map((line) => {
    const [, indent = '', name = '', words = ''] = /^( *)(\S+)\/ +(.+)$/.exec(line) ?? [];
    above.splice(indent.length / 2, Infinity, name);
    return { folder: above.join('/'), words };
  });
}

/** Links whose file or heading is not there, and paths in code that are not. */
export function missingIn(document: string, markdown: string, files: readonly string[]): Missing[] {
  const known = knownPaths(files);
  const links = linksOf(markdown).filter((link) => !linkHolds({ document, markdown }, link, known));
  const paths = pathsOf(markdown, known).filter((path) => !isNamed(document, path, known));
  const ignored = ignoredOf(paths);
  return [...links, ...paths.filter((path) => !ignored.has(path))].map((named) => ({ document, named }));
}

/** Scripts of package.json that a document tells to run. */
export function scriptsNamedIn(markdown: string): string[] {
  return [...markdown.matchAll(/npm run (?:--silent )?([\w:-]+)/g)].map((match) => match[1]!);
}

/** Documents that the comments of a source file send its reader to. */
export function documentsNamedIn(source: string): string[] {
  return source.match(/\bdocs\/[\w./-]+\.md\b/g) ?? [];
}

/** Names of a document's headings, as links to them are written. */
export function anchorsOf(markdown: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, heading = ''] of withoutFences(markdown).matchAll(/^#{1,6} +(.+)$/gm)) {
    const slug = heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(' ', '-');
    let anchor = slug;
    for (let again = 1; anchors.has(anchor); again += 1) anchor = `${slug}-${again}`;
    anchors.add(anchor);
  }
  return anchors;
}

interface KnownPaths {
  readonly files: ReadonlySet<string>;
  readonly folders: ReadonlySet<string>;
  readonly names: ReadonlySet<string>;
  readonly topLevel: ReadonlySet<string>;
}

function knownPaths(files: readonly string[]): KnownPaths {
  return {
    files: new Set(files),
    folders: new Set(foldersOf(files, Infinity)),
    names: new Set(files.map((file) => basename(file))),
    topLevel: new Set(files.map((file) => file.split('/')[0]!)),
  };
}

/** Targets of links within the project. */
function linksOf(markdown: string): string[] {
  const targets = [...withoutFences(markdown).matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1]!);
  return targets.filter((target) => !/^[a-z]+:/.test(target));
}

function linkHolds(
  { document, markdown }: { readonly document: string; readonly markdown: string },
  link: string,
  known: KnownPaths,
): boolean {
  const [target = '', anchor] = link.split('#');
  const path = target === '' ? document : relativeTo(document, target);
  if (!exists(path, known)) return false;
  if (anchor === undefined) return true;
  return anchorsOf(path === document ? markdown : readFileSync(join(ROOT, path), 'utf8')).has(anchor);
}

/** What a document's code names that can only be a path. */
function pathsOf(markdown: string, { topLevel }: KnownPaths): string[] {
  const spans = [...withoutFences(markdown).matchAll(/`([^`\n]+)`/g)].map((match) => match[1]!);
  const inSpans = spans.flatMap(wordsOf).filter((word) => isPath(word, topLevel));
  const inFences = fencesOf(markdown)
    .flatMap(wordsOf)
    .filter((word) => /^[\w.-]+\/./.test(word) && topLevel.has(word.split('/')[0]!));
  return [...new Set([...inSpans, ...inFences])].flatMap(alternatives);
}

function wordsOf(code: string): string[] {
  return code.split(/\s+/).map((word) => word.replace(/^["'(]|["'),:;]+$/g, ''));
}

const PATH = /^(?:\.{1,2}\/)*[\w.@<>*{},-]+(?:\/[\w.@<>*{},-]+)*\/?$/;
const FILE = /\.(?:ts|mjs|js|json|md|graphql|proto|sql|prisma|yaml|yml|html|http)$/;

function isPath(word: string, topLevel: ReadonlySet<string>): boolean {
  if (!PATH.test(word)) return false;
  if (word.startsWith('@')) return word.startsWith('@depachika/');
  return FILE.test(word) || word.endsWith('/') || (word.includes('/') && topLevel.has(word.split('/')[0]!));
}

/** `{a,b}/c` is `a/c` and `b/c`. */
function alternatives(path: string): string[] {
  const [whole, list] = /\{([^}]*)\}/.exec(path) ?? [];
  if (whole === undefined) return [path];
  return list!.split(',').flatMap((each) => alternatives(path.replace(whole, each)));
}

/** From the document's folder, from the root, or, without a folder, anywhere. */
function isNamed(document: string, path: string, known: KnownPaths): boolean {
  if (path.startsWith('@')) return isOwnPackage(path, known);
  if (!path.includes('/') && matches(path, known.names)) return true;
  return exists(relativeTo(document, path), known) || exists(trimmed(path), known);
}

function isOwnPackage(specifier: string, known: KnownPaths): boolean {
  const path = projectPath('', `${specifier}/package.json`);
  return path !== undefined && exists(dirname(path), known);
}

function exists(path: string, { files, folders }: KnownPaths): boolean {
  return path === '.' || matches(path, files) || matches(path, folders);
}

/** `*` stands for some of a name and `<word>` for a whole one: one that fits is enough. */
function matches(path: string, known: ReadonlySet<string>): boolean {
  if (!/[*<]/.test(path)) return known.has(path);
  const source = path
    .replace(/[.+?^$()|[\]\\]/g, '\\$&')
    .replace(/<[^>]*>/g, '[^/]+')
    .replaceAll('**', '\0')
    .replaceAll('*', '[^/]*')
    .replaceAll('\0', '.*');
  const pattern = new RegExp(`^${source}$`);
  return [...known].some((each) => pattern.test(each));
}

/** What git is told to leave alone is made, not kept: it need not be there. */
function ignoredOf(paths: readonly string[]): Set<string> {
  if (paths.length === 0) return new Set();
  try {
    return new Set(git(['check-ignore', '--stdin'], paths.join('\n')).split('\n'));
  } catch {
    return new Set();
  }
}

function relativeTo(document: string, path: string): string {
  return trimmed(normalize(join(dirname(document), path)));
}

function trimmed(path: string): string {
  return path.replace(/^\.\//, '').replace(/\/$/, '');
}

/** The first fenced block whose lines are folders. */
function treeLines(markdown: string): string[] {
  const blocks = fencesOf(markdown).map((block) => block.split('\n').filter(Boolean));
  return blocks.find((lines) => lines.length > 0 && lines.every((line) => /^ *\S+\/ +\S/.test(line))) ?? [];
}

const FENCE = /^```[^\n]*\n(.*?)^```$/gms;

function fencesOf(markdown: string): string[] {
  return [...markdown.matchAll(FENCE)].map((match) => match[1]!);
}

function withoutFences(markdown: string): string {
  return markdown.replace(FENCE, '');
}

function git(args: readonly string[], input?: string): string {
  return execFileSync('git', args, { cwd: ROOT, encoding: 'utf8', input, maxBuffer: 64 * 1024 * 1024 });
}

/** A folder comes right before what is in it. */
function byParts(left: string, right: string): number {
  return left.replaceAll('/', '\0') < right.replaceAll('/', '\0') ? -1 : 1;
}
