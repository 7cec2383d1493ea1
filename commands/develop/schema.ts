import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { staleFiles } from '@depachika/codegen/composed-files.ts';
import { composeSupergraph } from '@depachika/schema/compose.ts';
import { defineCommand, runCommand } from '../command.ts';

export const command = defineCommand({
  name: 'schema',
  summary: 'composes the supergraph',
  description: `Composes the domains' schemas into schema/supergraph.graphql, writes schema/supergraph.yaml for rover,
    docs/requests.http, and the prelude (schema/prelude.graphql) at the head of every subgraph's schema.graphql.`,
  async run() {
    const stale = staleFiles(composeSupergraph());
    for (const { file, text } of stale) {
      writeFileSync(file, text);
      console.log(`Wrote ${relative(process.cwd(), fileURLToPath(file))}.`);
    }
    if (stale.length === 0) console.log('Everything is up to date.');
  },
});

if (import.meta.main) await runCommand(command);
