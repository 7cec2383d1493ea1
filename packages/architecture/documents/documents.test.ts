import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../source-files.ts';
import {
  anchorsOf,
  documentsNamedIn,
  foldersOf,
  keptFiles,
  missingIn,
  printedTree,
  scriptsNamedIn,
} from './documents.ts';

const files = keptFiles();
/** The changelog names what has gone. */
const documents = files.filter((file) => file.endsWith('.md') && file !== 'CHANGELOG.md');
const map = read('docs/README.md');

describe('the map in docs/README.md', () => {
  it('prints the tree as it is, two levels deep', () => {
    expect(printedTree(map).map(({ folder }) => folder)).toEqual(foldersOf(files, 2));
  });

  it('says in three to eight words what each folder is for', () => {
    const said = printedTree(map).filter(({ words }) => !isBetween(words.split(/\s+/).length, 3, 8));
    expect(said).toEqual([]);
  });

  it('answers twelve questions or more about where to change something, each with a path', () => {
    const [, answers = ''] = map.split('## Where do I change …');
    const rows = answers.split('\n').filter((line) => /^\| (?!what \|)/.test(line));
    expect(rows).toSatisfy((questions: readonly unknown[]) => questions.length >= 12);
    expect(rows.filter((row) => !/`[^`]+\/[^`]*`/.test(row))).toEqual([]);
  });
});

describe('documents', () => {
  it('name only files, folders and headings that there are', () => {
    expect(documents.flatMap((document) => missingIn(document, read(document), files))).toEqual([]);
  });

  it('name only commands that there are', () => {
    const { scripts } = JSON.parse(read('package.json'));
    const unknown = documents.flatMap((document) =>
      scriptsNamedIn(read(document)).flatMap((script) =>
        script in scripts ? [] : [`${document}: ${script}`],
      ),
    );
    expect(unknown).toEqual([]);
  });
});

it('every package, every domain and the router say in a README what they hold', () => {
  const rooms = foldersOf(files, 2).filter((folder) => /^((packages|subgraphs)\/|router$)/.test(folder));
  expect(rooms.filter((room) => !files.includes(`${room}/README.md`))).toEqual([]);
});

it('the settings of every domain stand in a document', () => {
  const configs = files.filter((file) => /^subgraphs\/[a-z]+\/config\.ts$/.test(file));
  const named = configs.flatMap((file) => read(file).match(/\b[A-Z]+(_[A-Z]+)+\b/g) ?? []);
  const settings = new Set(
    named.filter((name) => /^(ORDERS|PAYMENT|CARD|WELCOME|DELIVERY|USERS|INVENTORY|PRODUCTS)_/.test(name)),
  );
  const documented = read('docs/settings.md') + read('README.md');
  expect([...settings].filter((name) => !documented.includes(`\`${name}\``))).toEqual([]);
  expect(settings.size).toBeGreaterThan(30);
});

it('code sends its reader only to documents that there are', () => {
  const named = files
    .filter((file) => /\.(ts|prisma|proto|graphql|yml)$/.test(file) && !file.endsWith('documents.test.ts'))
    .flatMap((file) => documentsNamedIn(read(file)).map((document) => `${file}: ${document}`));
  expect(named.filter((each) => !files.includes(each.split(': ')[1]!))).toEqual([]);
});

describe('decisions', () => {
  const decisions = files.filter((file) => /^docs\/decisions\/\d{4}-/.test(file)).sort();

  it('are numbered without gaps', () => {
    const numbers = decisions.map((file) => Number(file.slice('docs/decisions/'.length).slice(0, 4)));
    expect(numbers).toEqual(decisions.map((_, index) => index + 1));
  });

  it.each(decisions)('%s says what was decided, when, instead of what, and what follows', (file) => {
    const text = read(file);
    expect(text).toMatch(/^# \d{4} .+\n\n\d{4}-\d\d-\d\d · (accepted|proposed|replaced by \[)/);
    expect([...text.matchAll(/^## (.+)$/gm)].map((match) => match[1])).toEqual([
      'Decision',
      'Alternatives',
      'Consequences',
    ]);
  });

  it('are listed as they are', () => {
    const rows = decisions.map((file) => {
      const [, number, title, date, status] =
        /^# (\d{4}) (.+)\n\n(\S+) · ([^\n(]+?)(?: \(.*)?\n/.exec(read(file)) ?? [];
      return `| [${number}](${file.slice('docs/decisions/'.length)}) | ${title} | ${date} | ${status} |`;
    });
    expect(
      read('docs/decisions/README.md')
        .split('\n')
        .filter((line) => line.startsWith('| [')),
    ).toEqual(rows);
  });
});

describe('the style page', () => {
  it('names only rules that biome holds', () => {
    const named = read('docs/style.md').match(/\b(?:no|use)[A-Z][A-Za-z]+/g) ?? [];
    const held = read('biome.json');
    expect(named.filter((rule) => !held.includes(`"${rule}"`))).toEqual([]);
  });
});

it('editors launch what there is', () => {
  const { configurations } = JSON.parse(read('.vscode/launch.json')) as {
    configurations: { program?: string }[];
  };
  const programs = configurations.flatMap(
    ({ program }) => program?.replace(/^\$\{workspaceFolder\}\//, '') ?? [],
  );
  expect(programs.filter((program) => !existsSync(join(ROOT, program)))).toEqual([]);
});

describe('a document is found out that', () => {
  const kept = ['README.md', 'docs/order.md', 'router/main.ts', 'subgraphs/orders/order/order.ts'];
  const missing = (markdown: string) => missingIn('docs/order.md', markdown, kept).map(({ named }) => named);

  it.each([
    ['links to a file that has gone', '[router](../router/gone.md)', '../router/gone.md'],
    ['links to a heading that has gone', '# Order\n\n[there](#gone)', '#gone'],
    ['names a file in a folder that has gone', 'see `scripts/rules.ts`', 'scripts/rules.ts'],
    ['names a folder that has gone', 'see `router/gone`', 'router/gone'],
    ['names a file by a name that nothing has', 'see `cart.ts`', 'cart.ts'],
    ['names a pattern that nothing fits', 'see `subgraphs/<domain>/rpc.ts`', 'subgraphs/<domain>/rpc.ts'],
    ['names a package of ours that has gone', 'see `@depachika/bus`', '@depachika/bus'],
    ['names a file in a command', '```sh\nnode router/gone.ts\n```', 'router/gone.ts'],
  ])('%s', (_, markdown, named) => {
    expect(missing(markdown)).toEqual([named]);
  });

  it.each([
    'a file from the root: `router/main.ts`, and a folder: `subgraphs/orders/`',
    'a file from its own folder: [here](order.md), [there](../router/main.ts)',
    'a pattern: `subgraphs/<domain>/*/order.ts`, `{router,subgraphs}/**.ts`',
    'what is no path: `application/json`, `/health/live`, `orders.late`, `@apollo/server`, `HTTP/2`',
    'what is made and not kept: `subgraphs/orders/generated/resolvers.ts`, `.data/identity.json`',
  ])('but not that it names %s', (markdown) => {
    expect(missing(markdown)).toEqual([]);
  });

  it('has a heading twice', () => {
    expect([...anchorsOf('# Two words\n## What `it` does\n## Two words')]).toEqual([
      'two-words',
      'what-it-does',
      'two-words-1',
    ]);
  });
});

function read(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}

function isBetween(value: number, least: number, most: number): boolean {
  return value >= least && value <= most;
}
