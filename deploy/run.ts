import { DOMAIN_SERVICES } from '@depachika/schema/services.ts';
import { mainOf, type ServiceName } from '../topology/distributed/plan.ts';

// What the image runs: one of the shop's processes, or the job that prepares for them.

const SERVICES: readonly ServiceName[] = [...DOMAIN_SERVICES.map(({ name }) => name), 'router'];
const [wanted = '', ...words] = process.argv.slice(2);
const service = SERVICES.find((name) => name === wanted);

if (service) await import(new URL(`../${mainOf(service)}`, import.meta.url).href);
else if (wanted === 'prepare') process.exitCode = await prepared();
else {
  process.stderr.write(`Name what to run: ${[...SERVICES, 'prepare'].join(', ')}\n`);
  process.exitCode = 2;
}

async function prepared(): Promise<number> {
  const { command } = await import('../commands/operate/prepare-distributed.ts');
  return command.main(words);
}
