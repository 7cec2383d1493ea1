import { countRules } from '@depachika/architecture/counters.ts';
import { projectFiles } from '@depachika/architecture/source-files.ts';

const HELP = `Counts what the rules of the house count, and names every place that breaks one.

  npm run rules
`;

if (process.argv.includes('--help')) process.stdout.write(HELP);
else {
  const counters = countRules(projectFiles());
  const width = Math.max(...counters.map(({ rule }) => rule.length));
  for (const { rule, breaches, known, note } of counters) {
    const line = `${rule.padEnd(width)}  ${String(breaches.length).padStart(3)}  ${[known.length > 0 ? `${known.length} known` : '', note].filter(Boolean).join('; ')}`;
    process.stdout.write(`${line.trimEnd()}\n`);
  }
  const broken = counters.filter(({ breaches }) => breaches.length > 0);
  for (const { rule, breaches } of broken) process.stderr.write(`\n${rule}:\n  ${breaches.join('\n  ')}\n`);
  process.exitCode = broken.length > 0 ? 1 : 0;
}
