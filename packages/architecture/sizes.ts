import { dirname } from 'node:path';
import { type ESTree, Visitor } from 'vite';
import { isTest, lineAt, type SourceFile } from './source-files.ts';

export const MAX_FILES_IN_FOLDER = 15;
export const MAX_FUNCTION_LINES = 70;
/** A file above the first usually is two; one above the second always. */
export const FILE_LINES = { usual: 250, most: 400 };

/** Source files that stand directly in each folder; tests and what is generated do not count. */
export function filesByFolder(files: readonly SourceFile[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { path } of files) {
    if (/\.test\.tsx?$/.test(path)) continue;
    counts.set(dirname(path), (counts.get(dirname(path)) ?? 0) + 1);
  }
  return counts;
}

export function linesOf({ code }: SourceFile): number {
  return code.split('\n').length - 1;
}

export interface LongFunction {
  /** `<file>#<name>` */
  readonly id: string;
  readonly line: number;
  readonly lines: number;
  readonly returnsObject: boolean;
}

/** Functions above the most lines. A suite of tests is a list, no function: its tests are measured, it is not. */
export function longFunctionsIn(file: SourceFile): LongFunction[] {
  const suites = isTest(file.path) ? suitesIn(file) : [];
  return functionsIn(file).flatMap(({ node, name }) => {
    const line = lineAt(file, node.start);
    const lines = lineAt(file, node.end) - line + 1;
    if (lines <= MAX_FUNCTION_LINES || suites.some((start) => isSuite(node, start))) return [];
    return { id: `${file.path}#${name}`, line, lines, returnsObject: returnsObject(node) };
  });
}

type FunctionNode = ESTree.Function | ESTree.ArrowFunctionExpression;

function functionsIn(file: SourceFile): { node: FunctionNode; name: string }[] {
  const found: { node: FunctionNode; name: string }[] = [];
  const names = new Map<number, string>();
  const add = (node: FunctionNode) => {
    const own = 'id' in node && node.id ? node.id.name : undefined;
    if (node.body)
      found.push({ node, name: own ?? names.get(node.start) ?? `line ${lineAt(file, node.start)}` });
  };
  new Visitor({
    VariableDeclarator: ({ id, init }) => {
      if (init && id.type === 'Identifier') names.set(init.start, id.name);
    },
    Property: ({ key, value }) => {
      if (key.type === 'Identifier') names.set(value.start, key.name);
    },
    FunctionDeclaration: add,
    FunctionExpression: add,
    ArrowFunctionExpression: add,
  }).visit(file.program);
  return found;
}

/** Where a call of `describe` begins, and where the function that is its body does. */
function suitesIn(file: SourceFile): { call: number; body: number }[] {
  const found: { call: number; body: number }[] = [];
  new Visitor({
    CallExpression: ({ callee, start, arguments: given }) => {
      if (rootOf(callee) === 'describe') found.push({ call: start, body: given.at(-1)?.start ?? start });
    },
  }).visit(file.program);
  return found;
}

/** The body of a suite, or what holds a suite: a contract that runs on several implementations. */
function isSuite(node: FunctionNode, { call, body }: { call: number; body: number }): boolean {
  return node.start === body || (node.start < call && call < node.end);
}

/** `describe` of `describe.each(rows)('…')`. */
function rootOf(node: ESTree.Node): string | undefined {
  if (node.type === 'Identifier') return node.name;
  if (node.type === 'MemberExpression') return rootOf(node.object);
  return node.type === 'CallExpression' ? rootOf(node.callee) : undefined;
}

function returnsObject({ body }: FunctionNode): boolean {
  if (body?.type !== 'BlockStatement') return body?.type === 'ObjectExpression';
  return body.body.some(
    (statement) => statement.type === 'ReturnStatement' && statement.argument?.type === 'ObjectExpression',
  );
}
