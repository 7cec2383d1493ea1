import { systemClock } from '@depachika/clock/clock.ts';
import { progressOn } from '../embedded/progress.ts';
import { readPreparationConfig } from './preparation-config.ts';
import { prepare } from './prepare.ts';

const USAGE = `Prepares everything that services need and may not do themselves: keys, certificates, database roles, migrations,
reference data. Repeatable; services wait for it.

  DATABASE_URL    a role that may create roles and the PostGIS extension
  SECRETS_DIR     gets one folder per service
  SECRETS_HOSTS   further host names and addresses of the services, with commas
  KAFKA_BROKERS   when set, services get no rights on the log's tables
  DEMO_DATA       on for the demo shop; default off`;

const config = readPreparationConfig();

if (process.argv.includes('--help')) process.stdout.write(`${USAGE}\n`);
else if (typeof config === 'string') {
  process.stderr.write(`${config} must be set\n\n${USAGE}\n`);
  process.exitCode = 2;
} else {
  await prepare({ ...config, clock: systemClock, ...progressOn(process.stdout) });
}
