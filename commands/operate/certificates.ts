import { setTimeout as pause } from 'node:timers/promises';
import { systemClock as clock } from '@depachika/clock/clock.ts';
import {
  type CertificateState,
  listCertificates,
  renewCertificates,
} from '../../topology/distributed/certificates/renewal.ts';
import { readSecretsConfig } from '../../topology/distributed/preparation-config.ts';
import { defineCommand, runCommand, WrongUse } from '../command.ts';
import { fromEnvironment, oneOf, wholeNumber } from '../values.ts';

const VERBS = ['list', 'renew'] as const;
const HOUR_MS = 60 * 60 * 1000;

export const command = defineCommand({
  name: 'certificates',
  summary: 'lists and renews the certificates by which services know each other',
  description: `Lists when the certificates of services end, or renews those of which a third of their life is left, or
    which are missing or broken. Services take over what is new while they run. Repeatable: what is good stays.`,
  takes: (command) =>
    command
      .argument('<list|renew>', 'what to do', oneOf('The first word', VERBS))
      .option(
        '--every-hours <number>',
        'renew: goes on, and looks again each so many hours, 1 to 168',
        wholeNumber('--every-hours', { from: 1, to: 168 }),
      ),
  examples: ['npm run certificates -- list', 'npm run certificates -- renew'],
  reads: {
    SECRETS_DIR: 'the folder of npm run prepare:distributed (default: that of npm run start:distributed)',
    SECRETS_HOSTS: 'further host names and addresses of the services, with commas',
    DATA_DIR: 'of npm run start:distributed',
  },
  async run({ args: [verb], options: { everyHours } }, running) {
    if (verb === 'list' && everyHours !== undefined) throw new WrongUse('list takes no --every-hours');
    const shop = { ...fromEnvironment(readSecretsConfig), clock };
    if (verb === 'list') return tell(await listCertificates(shop), shop.folder);
    tell(await renewCertificates(shop), shop.folder);
    if (everyHours === undefined) return 0;
    const signal = running.untilCtrlC();
    while (!signal.aborted) {
      // Ctrl-C ends the pause, and is no failure.
      await pause(everyHours * HOUR_MS, undefined, { signal }).catch(() => undefined);
      if (!signal.aborted) tell(await renewCertificates(shop), shop.folder);
    }
    return 0;
  },
});

function tell(states: readonly CertificateState[] | undefined, folder: string): number {
  if (!states) {
    process.stderr.write(`There are no certificates in ${folder}: SECRETS_DIR names their folder\n`);
    return 1;
  }
  const width = Math.max(...states.map(({ name }) => name.length));
  for (const { name, endsAt, isNew } of states)
    process.stdout.write(
      `${name.padEnd(width)}  ends ${endsAt.toISOString()}${isNew ? ', renewed now' : ''}\n`,
    );
  return 0;
}

if (import.meta.main) await runCommand(command);
