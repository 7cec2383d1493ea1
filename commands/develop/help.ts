import { enableCompileCache } from 'node:module';
import { defineCommand, runCommand } from '../command.ts';
import {
  type CommandScript,
  commandOf,
  commandScripts,
  GROUPS,
  type Group,
  npmScripts,
  OTHER_SCRIPTS,
} from '../registry.ts';

export const command = defineCommand({
  name: 'help',
  summary: 'this list',
  description: 'Lists every command with what it does, in one line.',
  async run() {
    const entries = await listed();
    const width = Math.max(...entries.map(({ name }) => name.length));
    const lines = (group: Group) =>
      entries
        .filter((entry) => entry.group === group)
        .map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
    const groups = (Object.keys(GROUPS) as Group[]).flatMap((group) => [GROUPS[group], ...lines(group), '']);
    console.log(
      ['npm run <command>; with -- --help a command explains itself.', '', ...groups].join('\n').trimEnd(),
    );
  },
});

interface Entry {
  readonly name: string;
  readonly group: Group;
  readonly summary: string;
}

/** In the order of `package.json`. */
async function listed(): Promise<Entry[]> {
  // All commands with all that they need are loaded: at the second time from what they were compiled to.
  enableCompileCache();
  // This file waits for itself when it is imported while it runs.
  const definitionOf = (script: CommandScript) =>
    script.name === command.name ? command : commandOf(script);
  const commands = await Promise.all(
    commandScripts().map(async (script) => ({ ...script, summary: (await definitionOf(script)).summary })),
  );
  return Object.keys(npmScripts()).flatMap((name) => {
    const other = OTHER_SCRIPTS[name];
    return commands.find((each) => each.name === name) ?? (other ? { name, ...other } : []);
  });
}

if (import.meta.main) await runCommand(command);
