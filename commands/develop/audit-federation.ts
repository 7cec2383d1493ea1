import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { defineCommand, runCommand, WrongUse } from '../command.ts';

export const command = defineCommand({
  name: 'audit:federation',
  summary: 'runs the public federation audit on the router',
  description: `Serves the subgraphs of a checkout of graphql-hive/federation-gateway-audit, in which npm install has been run, and
    asks the router, as a process of its own, each of its cases over HTTP. Prints a table of suites.`,
  takes: (command) =>
    command
      .option('--from <folder>', 'the checkout')
      .option('--port <number>', 'where its subgraphs listen', '4200'),
  examples: ['npm run audit:federation -- --from ../federation-gateway-audit'],
  exitCodes: { 0: 'when every case passes', 1: 'when one does not', 2: 'for wrong use' },
  async run({ options: { from, port } }) {
    if (!from) throw new WrongUse('--from must name a checkout of graphql-hive/federation-gateway-audit');
    const folder = mkdtempSync(join(tmpdir(), 'audit-'));
    const audit = await startAudit(resolve(from), port);
    try {
      return await runSuites(`http://127.0.0.1:${port}`, join(folder, 'supergraph.graphql'));
    } finally {
      audit.kill();
      rmSync(folder, { recursive: true });
    }
  },
});

interface Case {
  readonly query: string;
  readonly variables?: unknown;
  readonly expected: { readonly data?: unknown; readonly errors?: unknown };
}

interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly unknown[];
}

async function startAudit(folder: string, port: string): Promise<ChildProcess> {
  const entry = pathToFileURL(join(folder, 'src/index.ts')).href;
  const script = `const { serve } = await import('${entry}'); await serve(${Number(port)}); console.log('The subgraphs answer');`;
  return started(
    ['--import', 'tsx', '--input-type=module', '--eval', script],
    folder,
    /^The subgraphs answer/,
  ).then(({ child }) => child);
}

async function runSuites(url: string, file: string): Promise<0 | 1> {
  const suites = (await json(`${url}/ids`)) as readonly string[];
  process.stdout.write('| suite | passed | of |\n|---|---|---|\n');
  let passed = 0;
  let total = 0;
  for (const suite of suites) {
    writeFileSync(file, await (await fetch(`${url}/${suite}/supergraph`)).text());
    const cases = (await json(`${url}/${suite}/tests`)) as readonly Case[];
    const held = await passedOf(cases, file);
    process.stdout.write(`| ${suite} | ${held} | ${cases.length} |\n`);
    passed += held;
    total += cases.length;
  }
  process.stdout.write(`| **all ${suites.length}** | **${passed}** | **${total}** |\n`);
  return passed === total ? 0 : 1;
}

async function passedOf(cases: readonly Case[], file: string): Promise<number> {
  const args = ['commands/develop/router.ts', '--supergraph', file, '--port', '0', '--log-level', 'silent'];
  const { child, match } = await started(args, process.cwd(), /^The graph is at (\S+)\. /);
  try {
    let passed = 0;
    for (const each of cases) if (holds(await ask(match[1]!, each), each)) passed += 1;
    return passed;
  } finally {
    child.kill();
  }
}

async function ask(url: string, { query, variables }: Case): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  return (await response.json()) as Answer;
}

/** An expectation says whether there are errors, and not which. */
function holds({ data, errors = [] }: Answer, { expected }: Case): boolean {
  const areErrors = typeof expected.errors !== 'boolean' || expected.errors === errors.length > 0;
  return areErrors && (expected.data === undefined || isDeepStrictEqual(data ?? null, expected.data));
}

async function json(url: string): Promise<unknown> {
  return (await fetch(url)).json();
}

/** @returns a Node that has printed this line. Throws when it ends before. */
function started(
  args: readonly string[],
  cwd: string,
  line: RegExp,
): Promise<{ readonly child: ChildProcess; readonly match: RegExpExecArray }> {
  const child = spawn(process.execPath, args, { cwd, stdio: ['ignore', 'pipe', 'inherit'] });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${args.join(' ')} ended with ${code}`)));
    createInterface({ input: child.stdout }).on('line', (text) => {
      const match = line.exec(text);
      if (match) resolve({ child, match });
    });
  });
}

if (import.meta.main) await runCommand(command);
