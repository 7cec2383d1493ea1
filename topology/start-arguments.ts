import { readFileSync } from 'node:fs';

/**
 * What `npm start` gives to Node, or another script: whoever tests or measures the shop runs it as people do, but that
 * nothing is installed before.
 */
export function startArguments(script: 'start' | 'start:distributed' | 'router' = 'start'): string[] {
  const { scripts } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  const [command, ...args] = (scripts[script] as string).split(' ');
  if (command !== 'node') throw new Error(`npm run ${script} should run node, not ${command}`);
  return args[0] === 'bootstrap.mjs' ? args.slice(1) : args;
}

/** How Node itself is set for a router, in whatever way its process is started. */
export function routerFlags(): string[] {
  return startArguments('router').filter((argument) => argument.startsWith('--'));
}
