import { readFileSync } from 'node:fs';
import type { RunnableCommand } from './command.ts';

/** Folders of commands, and what somebody wants who looks there. */
export const GROUPS = {
  operate: 'Run and operate',
  shop: 'Use the running shop',
  develop: 'Develop',
} as const;

export type Group = keyof typeof GROUPS;

/** A script of `package.json` that is a command's file. */
export interface CommandScript {
  readonly name: string;
  readonly group: Group;
  /** From this folder. */
  readonly file: string;
}

/** What `npm run` can do that no file of commands does: npm, Node or a tool is enough for it. */
export const OTHER_SCRIPTS: Readonly<Record<string, { readonly group: Group; readonly summary: string }>> = {
  start: { group: 'operate', summary: 'runs the whole shop in one process' },
  test: { group: 'develop', summary: 'passes every test' },
  'test:unit': { group: 'develop', summary: 'the tests of rules alone' },
  'test:integration': { group: 'develop', summary: 'the tests that cross a database, a socket or a process' },
  'test:e2e': { group: 'develop', summary: 'the tests of a whole shop' },
  'test:browser': { group: 'develop', summary: 'the tests of pages, in a Chromium' },
  lint: { group: 'develop', summary: 'what Biome has to say' },
  format: { group: 'develop', summary: 'the same, and mends what it can' },
  typecheck: { group: 'develop', summary: 'what TypeScript has to say' },
};

/** Scripts that people call: npm calls the others around them. */
export function npmScripts(): Record<string, string> {
  const { scripts } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const isAround = (name: string) => /^(pre|post)/.test(name) && name.replace(/^(pre|post)/, '') in scripts;
  return Object.fromEntries(Object.entries(scripts).filter(([name]) => !isAround(name)));
}

export function commandScripts(): CommandScript[] {
  return Object.entries(npmScripts()).flatMap(([name, script]) => {
    const [, group, file] =
      /^node (?:--\S+ )*commands\/(operate|shop|develop)\/([a-z-]+\.ts)$/.exec(script) ?? [];
    return group && file ? [{ name, group: group as Group, file: `${group}/${file}` }] : [];
  });
}

export async function commandOf({ file }: Pick<CommandScript, 'file'>): Promise<RunnableCommand> {
  const { command } = await import(new URL(file, import.meta.url).href);
  return command;
}
