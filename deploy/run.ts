import { mainOf, SERVICE_NAMES } from '../topology/distributed/plan.ts';

// What the image runs: one of the shop's processes, the job that prepares for them, or what renews their certificates.

const [wanted = '', ...words] = process.argv.slice(2);
const service = SERVICE_NAMES.find((name) => name === wanted);

if (service) await import(new URL(`../${mainOf(service)}`, import.meta.url).href);
else if (wanted === 'prepare' || wanted === 'certificates') process.exitCode = await commanded(wanted);
else {
  process.stderr.write(`Name what to run: ${[...SERVICE_NAMES, 'prepare', 'certificates'].join(', ')}\n`);
  process.exitCode = 2;
}

async function commanded(name: 'prepare' | 'certificates'): Promise<number> {
  const { command } =
    name === 'prepare'
      ? await import('../commands/operate/prepare-distributed.ts')
      : await import('../commands/operate/certificates.ts');
  return command.main(words);
}
