import { fileURLToPath } from 'node:url';
import { generate } from '@depachika/codegen/generate.ts';
import { defineCommand, runCommand } from '../command.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export const command = defineCommand({
  name: 'generate',
  summary: 'makes code from models, contracts and SDL where they have changed',
  description: `Makes Prisma clients, RPC contracts, resolver types, event types, the explorer and the embedded PostgreSQL
    where they are missing or were made from other files. npm start and npm test do the same first.`,
  takes: (command) => command.argument('[part]', 'only what has this in its name: orders, Prisma, …'),
  async run({ args: [only] }) {
    const failures = await generate({
      root: ROOT,
      only,
      onMade: (name, { made, of }) => console.log(`Generated ${name} (${made} of ${of})`),
    });
    if (failures.length === 0) return 0;
    console.error(`\nNot generated:\n\n${failures.join('\n\n')}`);
    return 1;
  },
});

if (import.meta.main) await runCommand(command);
