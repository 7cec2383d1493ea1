import { type ESTree, Visitor } from 'vite';
import { partOf } from './parts.ts';
import { isTest, lineAt, type SourceFile } from './source-files.ts';
import { TOOLS } from './tables/tools.ts';

/**
 * Reads of the environment outside the files that may: configurations, commands and tests. `bootstrap.mjs` is a command
 * that runs before anything is installed, and vitest.config.ts the configuration of the tests.
 */
export function environmentReads(file: SourceFile): string[] {
  const { path } = file;
  if (isTest(path) || /(^|[/.-])config\.ts$|^commands\/|^bootstrap\.mjs$/.test(path)) return [];
  const found = membersIn(file, (text) => text === 'process.env');
  new Visitor({
    VariableDeclarator: ({ id, init, start }) => {
      if (init && dotted(init) === 'process' && id.type === 'ObjectPattern') found.push(placeOf(file, start));
    },
    ImportDeclaration: ({ source, start }) => {
      if (/^(node:)?process$/.test(source.value)) found.push(placeOf(file, start));
    },
  }).visit(file.program);
  return found;
}

/** What a service prints past its logger. */
export function consoleOutput(file: SourceFile): string[] {
  const { path } = file;
  if (isTest(path) || !isService(path)) return [];
  return membersIn(file, (text) => /^console\.\w+$|^process\.std(out|err)\.write$/.test(text));
}

/** Tools of commands speak to the person who started them. */
function isService(path: string): boolean {
  return (
    /^(packages|subgraphs|router|web)\//.test(path) && !TOOLS.some(({ part }) => path.startsWith(`${part}/`))
  );
}

/** What makes a rule depend on more than what it is given: a clock, chance, the process, waiting. */
export function impurities(file: SourceFile): string[] {
  const { path } = file;
  if (isTest(path) || partOf(path).name !== 'subgraph rule') return [];
  const found = membersIn(file, (text) =>
    /^(Date\.now|Math\.random|(performance|process|console)\.\w+)$/.test(text),
  );
  const add = ({ start }: ESTree.Node) => found.push(placeOf(file, start));
  new Visitor({
    NewExpression: (node) => {
      if (dotted(node.callee) === 'Date' && node.arguments.length === 0) add(node);
    },
    CallExpression: (node) => {
      if (/^(fetch|setTimeout|setInterval|setImmediate)$/.test(dotted(node.callee))) add(node);
    },
    ImportDeclaration: (node) => {
      if (node.specifiers.some(({ local }) => /^random/.test(local.name))) add(node);
    },
    AwaitExpression: add,
  }).visit(file.program);
  return found;
}

/** Text brought to one Unicode form. */
export function normalizations(file: SourceFile): string[] {
  if (isTest(file.path)) return [];
  return membersIn(file, (text) => text.endsWith('.normalize'));
}

/** Numbers and times in the words of a locale by what makes a formatter for each call, as soon as two locales take turns. */
export function passingFormats(file: SourceFile): string[] {
  if (!isService(file.path) || isTest(file.path)) return [];
  return membersIn(file, (text) => /\.toLocale(Date|Time)?String$/.test(text));
}

/** What is made in one file alone, so that nothing goes around what that file adds. */
const MADE_IN_ONE_PLACE: Readonly<Record<string, readonly string[]>> = {
  // Errors are judged once, and the judge makes this of them.
  PublicError: ['router/operation/public-errors.ts'],
  // Limits, headers and refusals of every HTTP port.
  Fastify: ['packages/graphql/http/guarded-server.ts'],
  // What people read has both languages, side by side in a catalogue.
  LocalizedText: ['packages/messages/catalogue.ts', 'packages/messages/localized-text.ts'],
  // Payments tells its offers in the language of the call; REST says again what a domain has said to this very request.
  textOfRequest: ['subgraphs/orders/checkout/payment-offers.ts', 'router/rest/problems.ts'],
  // Each takes memory outside the heap that garbage collection does not see: these files make each of theirs once.
  'Intl.DateTimeFormat': ['web/app/parts/times.ts', 'subgraphs/payments/challenge/challenge-page.ts'],
  'Intl.NumberFormat': ['packages/messages/figure.ts', 'web/app/parts/figure.ts'],
};

/** Makers that are called elsewhere. A port of tests, on loopback, needs no guard. */
export function strayMakers(file: SourceFile): string[] {
  if (isTest(file.path) || file.path === 'packages/service/test-controls.ts') return [];
  const found: string[] = [];
  const check = ({ callee, start }: ESTree.NewExpression | ESTree.CallExpression) => {
    const name = dotted(callee);
    const places = Object.hasOwn(MADE_IN_ONE_PLACE, name) ? MADE_IN_ONE_PLACE[name] : undefined;
    if (places && !places.includes(file.path)) found.push(placeOf(file, start));
  };
  new Visitor({ NewExpression: check, CallExpression: check }).visit(file.program);
  return found;
}

/** Places of the members whose dotted text is meant. */
function membersIn(file: SourceFile, isMeant: (text: string) => boolean): string[] {
  const found: string[] = [];
  new Visitor({
    MemberExpression: (node) => {
      if (isMeant(dotted(node))) found.push(placeOf(file, node.start));
    },
  }).visit(file.program);
  return found;
}

function placeOf(file: SourceFile, position: number): string {
  return `${file.path}:${lineAt(file, position)}`;
}

/** `process.env` of `process.env`, `process['env']` and `globalThis.process.env`; `?` stands for what is no name. */
function dotted(node: ESTree.Node): string {
  if (node.type === 'Identifier') return node.name;
  if (node.type !== 'MemberExpression') return '?';
  const name =
    node.property.type === 'Literal' && node.computed
      ? String(node.property.value)
      : node.property.type === 'Identifier' && !node.computed
        ? node.property.name
        : '?';
  return `${dotted(node.object)}.${name}`.replace(/^globalThis\./, '');
}
