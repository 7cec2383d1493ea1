import { setTimeout as wait } from 'node:timers/promises';
import { defineCommand, runCommand } from '../command.ts';

// Holds something, says so, and goes on until it is interrupted: in the middle of its work, or as its own end.

const command = defineCommand({
  name: 'trial',
  summary: 'tries to be interrupted',
  description: 'Tries to be interrupted.',
  takes: (command) =>
    command.option('--endless', 'ends at Ctrl-C by itself').option('--stuck', 'gives nothing back'),
  async run({ options: { endless, stuck } }, running) {
    running.onStop(async () => {
      if (stuck) await wait(60_000);
      console.log('given back');
    });
    const signal = endless ? running.untilCtrlC() : undefined;
    console.log('holding');
    await wait(60_000, undefined, { signal }).catch(() => console.log('ended'));
  },
});

await runCommand(command);
