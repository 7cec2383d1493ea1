import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Visitor } from 'vite';
import { isTest, lineAt, ROOT, type SourceFile } from './source-files.ts';

/** A regular expression, and the first place where it stands. */
export interface RegularExpression {
  readonly source: string;
  readonly flags: string;
  readonly place: string;
}

/** Each different one that the product runs, of its code and of the contracts of events; tests and tools run their own. */
export function productExpressions(files: readonly SourceFile[]): RegularExpression[] {
  const inCode = files.filter(({ path }) => isProduct(path)).flatMap(expressionsIn);
  const different = new Map<string, RegularExpression>();
  for (const each of [...inCode, ...contractPatterns()]) {
    const key = `/${each.source}/${each.flags}`;
    if (!different.has(key)) different.set(key, each);
  }
  return [...different.values()];
}

/** Calls of the product that put an expression together when it runs, so that nobody can check it before. */
export function madeExpressions(files: readonly SourceFile[]): string[] {
  return files
    .filter(({ path }) => isProduct(path))
    .flatMap((file) => {
      const found: string[] = [];
      const add = (callee: { readonly type: string }, start: number) => {
        if (callee.type === 'Identifier' && (callee as { name?: string }).name === 'RegExp')
          found.push(`${file.path}:${lineAt(file, start)}`);
      };
      new Visitor({
        NewExpression: ({ callee, start }) => add(callee, start),
        CallExpression: ({ callee, start }) => add(callee, start),
      }).visit(file.program);
      return found;
    });
}

/**
 * True when matching from one place ends after a number of steps that the expression itself bounds: nothing in it repeats
 * without end, and at most one part repeats at all.
 */
export function isBounded({ source }: Pick<RegularExpression, 'source'>): boolean {
  const withoutClasses = source.replaceAll(/\\./g, 'x').replaceAll(/\[[^\]]*\]/g, 'x');
  const repeats = withoutClasses.match(/[*+]|\{\d+(,\d*)?\}/g) ?? [];
  return repeats.every((repeat) => /^\{\d+(,\d+)?\}$/.test(repeat)) && repeats.length <= 1;
}

export function expressionsIn(file: SourceFile): RegularExpression[] {
  const found: RegularExpression[] = [];
  new Visitor({
    Literal(node) {
      if (!('regex' in node) || !node.regex) return;
      const { pattern: source, flags } = node.regex;
      found.push({ source, flags, place: `${file.path}:${lineAt(file, node.start)}` });
    },
  }).visit(file.program);
  return found;
}

function isProduct(path: string): boolean {
  return /^(packages|router|subgraphs|schema|topology|demo|commands|deploy|web|storefront)\/|^start\.ts$/.test(
    path,
  )
    ? !isTest(path) && !path.startsWith('packages/architecture/') && !path.includes('/generated/')
    : false;
}

/** Ajv makes an expression of each `pattern` of an event's contract. */
function contractPatterns(): RegularExpression[] {
  const folder = join(ROOT, 'schema/events');
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .flatMap((file) =>
      [...readFileSync(join(folder, file), 'utf8').matchAll(/"pattern": ("(?:[^"\\]|\\.)*")/g)].map(
        ([, text]) => ({
          source: JSON.parse(text!) as string,
          flags: 'u',
          place: `schema/events/${file}`,
        }),
      ),
    );
}
