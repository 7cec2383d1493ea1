import { DOMAIN_SERVICES } from '@depachika/schema/services.ts';
import { mainOf, type ServiceName } from '../topology/distributed/plan.ts';

// What the image runs: one of the shop's processes, or the job that prepares for them.

const SERVICES: readonly ServiceName[] = [...DOMAIN_SERVICES.map(({ name }) => name), 'router'];
const [wanted = ''] = process.argv.slice(2);
const service = SERVICES.find((name) => name === wanted);

if (service) await import(new URL(`../${mainOf(service)}`, import.meta.url).href);
else if (wanted === 'prepare') await import('../topology/distributed/prepare-cli.ts');
else {
  process.stderr.write(`Name what to run: ${[...SERVICES, 'prepare'].join(', ')}\n`);
  process.exitCode = 2;
}
