import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PASSWORD } from '../support/buyer.ts';
import { PROJECT } from '../support/shop-process.ts';
import type { RestBuyer } from './rest-buyer.ts';

const SHELL_BLOCK = /^```sh\n([\s\S]*?)^```$/gm;

/** @returns the commands of a section of a document, in order */
export function commandsOf(document: string, heading: string): string {
  const text = readFileSync(join(PROJECT, document), 'utf8');
  const section = text.split(/^## /m).find((each) => each.startsWith(heading)) ?? '';
  return [...section.matchAll(SHELL_BLOCK)].map(([, commands]) => commands).join('\n');
}

/** What a shell prints that is given these commands, with a shop of this origin. Fails with the first command that does. */
export function pasted(commands: string, origin: string): Promise<string> {
  const script = `set -eo pipefail\n${commands.replaceAll('http://localhost:8080', origin)}`;
  const env = { ...process.env, PATH: `${join(PROJECT, 'node_modules/.bin')}:${process.env.PATH}` };
  return new Promise((resolve, reject) => {
    execFile('bash', ['-c', script], { cwd: PROJECT, env, timeout: 50_000 }, (error, stdout, stderr) =>
      error ? reject(new Error(`${error.message}\n${stdout}\n${stderr}`)) : resolve(stdout),
    );
  });
}

/** Those of the README, of this buyer and an order of theirs. */
export function commandsOfBuyer({ email, wish }: RestBuyer, order: string): string {
  const lines = commandsOf('README.md', 'Roads in')
    .split('\n')
    .filter((line) => !line.includes('/graphql'))
    .map((line) => line.replace('customer@example.jp', email).replace('depachika-demo', PASSWORD));
  const { lines: wanted, addressId, deliverySlotId } = wish();
  const [{ variantId }] = wanted;
  const given = { VARIANT: variantId, ADDRESS: addressId, SLOT: deliverySlotId, ORDER: order };
  return [...Object.entries(given).map(([name, value]) => `${name}=${value}`), ...lines].join('\n');
}
