import { systemClock as clock } from '@depachika/clock/clock.ts';
import { readPreparationConfig } from '../../topology/distributed/preparation-config.ts';
import { prepare } from '../../topology/distributed/prepare.ts';
import { progressOn } from '../../topology/embedded/progress.ts';
import { defineCommand, runCommand } from '../command.ts';
import { fromEnvironment } from '../values.ts';

export const command = defineCommand({
  name: 'prepare:distributed',
  summary: 'keys, roles and schemas for services that run apart',
  description: `Prepares everything that services need and may not do themselves: keys, certificates, database roles,
    migrations, reference data. Repeatable; services wait for it. The image runs it as "prepare".`,
  reads: {
    DATABASE_URL: 'a role that may create roles and the PostGIS extension',
    SECRETS_DIR: 'gets one folder per service',
    SECRETS_HOSTS: 'further host names and addresses of the services, with commas',
    KAFKA_BROKERS: "when set, services get no rights on the log's tables",
    DEMO_DATA: 'on or off: the demo shop (default: on outside production, which refuses it)',
  },
  async run() {
    await prepare({ ...fromEnvironment(readPreparationConfig), clock, ...progressOn(process.stdout) });
  },
});

if (import.meta.main) await runCommand(command);
