import { globSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { RunnableCommand } from './command.ts';
import { commandOf, commandScripts, npmScripts, OTHER_SCRIPTS } from './registry.ts';

const FILES = globSync('{operate,shop,develop}/*.ts', { cwd: import.meta.dirname })
  .filter((file) => !file.endsWith('.test.ts'))
  .map((file) => file.replaceAll('\\', '/'))
  .sort();

const commands = new Map<string, RunnableCommand>();

// With everything that any of them needs: the shop and its tools.
beforeAll(async () => {
  for (const script of commandScripts()) commands.set(script.name, await commandOf(script));
}, 60_000);

describe('the commands', () => {
  it('are each a script of npm, and no script runs one that there is not', () => {
    expect(
      commandScripts()
        .map(({ file }) => file)
        .sort(),
    ).toEqual(FILES);
  });

  it('have a line in npm run help, as has every other script', () => {
    const named = [...commandScripts().map(({ name }) => name), ...Object.keys(OTHER_SCRIPTS)];
    expect(named.sort()).toEqual(Object.keys(npmScripts()).sort());
  });

  it.each(commandScripts())('$name is defined under its own name and explains itself', (script) => {
    const command = commands.get(script.name);
    expect(command).toMatchObject({ name: script.name, summary: expect.stringMatching(/^\S.{5,70}\S$/) });
    expect(command!.understand(['--help'])).toMatchObject({
      kind: 'help',
      text: expect.stringContaining(`Usage: npm run ${script.name} -- `),
    });
    expect(command!.understand(['-h'])).toEqual(command!.understand(['--help']));
    expect(command!.understand(['--no-such-option'])).toEqual({
      kind: 'refused',
      message: expect.stringMatching(/^Unknown option '--no-such-option': there is .*--help$/),
    });
  });

  it('are those that the README names', () => {
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
    const [, table = ''] = readme.split(/^## Commands$/m);
    const named = [...table.split(/^## /m)[0]!.matchAll(/`npm (?:run )?([a-z:-]+)/g)].map(
      ([, name]) => name!,
    );
    expect(named.filter((name) => !(name in npmScripts()))).toEqual([]);
    const own = commandScripts().map(({ name }) => name);
    expect(own.filter((name) => !named.includes(name))).toEqual([]);
  });
});
