import { type Counter, countRules } from '@depachika/architecture/counters.ts';
import { projectFiles } from '@depachika/architecture/source-files.ts';
import { defineCommand, runCommand } from '../command.ts';

export const command = defineCommand({
  name: 'rules',
  summary: 'what the rules of the house count',
  description: 'Counts what the rules of the house count, and names every place that breaks one.',
  exitCodes: { 0: 'when no rule is broken', 1: 'when one is', 2: 'for wrong use' },
  async run() {
    const counters = countRules(projectFiles());
    const width = Math.max(...counters.map(({ rule }) => rule.length));
    for (const counter of counters) process.stdout.write(`${lineOf(counter, width)}\n`);
    const broken = counters.filter(({ breaches }) => breaches.length > 0);
    for (const { rule, breaches } of broken) process.stderr.write(`\n${rule}:\n  ${breaches.join('\n  ')}\n`);
    return broken.length > 0 ? 1 : 0;
  },
});

function lineOf({ rule, breaches, note = '' }: Counter, width: number): string {
  return `${rule.padEnd(width)}  ${String(breaches.length).padStart(3)}  ${note}`.trimEnd();
}

if (import.meta.main) await runCommand(command);
