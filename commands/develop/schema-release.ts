import { readFileSync, writeFileSync } from 'node:fs';
import { composeSupergraph } from '@depachika/schema/compose.ts';
import {
  ACCEPTED_BREAKS_FILE,
  RELEASED_FILE,
  releasedText,
} from '@depachika/schema/release/released-graph.ts';
import { defineCommand, runCommand } from '../command.ts';

export const command = defineCommand({
  name: 'schema:release',
  summary: 'promises the graph as it is to clients',
  description: `Writes the graph as clients see it into schema/released.graphql, with which schema:check compares from then on,
    and empties schema/accepted-breaks.json. Run it when a version is released, and tell clients of the breaks before.`,
  async run() {
    const text = releasedText(composeSupergraph());
    if (readFileSync(RELEASED_FILE, 'utf8') === text) {
      console.log('The graph is released as it is.');
      return;
    }
    writeFileSync(RELEASED_FILE, text);
    writeFileSync(ACCEPTED_BREAKS_FILE, '[]\n');
    console.log('Wrote schema/released.graphql and emptied schema/accepted-breaks.json.');
  },
});

if (import.meta.main) await runCommand(command);
