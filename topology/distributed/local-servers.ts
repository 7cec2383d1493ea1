import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const COMMAND = fileURLToPath(new URL('../../commands/operate/services.ts', import.meta.url));

/** Where the servers are, by the variable that names each. */
export type ServerAddresses = Readonly<Record<'DATABASE_URL' | 'REDIS_URL' | 'KAFKA_BROKERS', string>>;

/** Starts PostgreSQL, Redis and Kafka of this machine where they do not run yet; they outlive the shop. */
export async function startLocalServers(note: (line: string) => void): Promise<ServerAddresses> {
  const child = spawn(process.execPath, [COMMAND, 'up'], { stdio: ['ignore', 'pipe', 'pipe'] });
  let answer = '';
  child.stdout.on('data', (chunk) => {
    answer += chunk;
  });
  child.stderr.on('data', (chunk) => note(String(chunk).trimEnd()));
  const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
  if (code !== 0) throw new Error('The servers do not start: npm run services -- up says why');
  return addressesIn(answer);
}

function addressesIn(text: string): ServerAddresses {
  const lines = [...text.matchAll(/^(DATABASE_URL|REDIS_URL|KAFKA_BROKERS)=(.+)$/gm)];
  const addresses = Object.fromEntries(lines.map(([, name, value]) => [name, value]));
  return addresses as unknown as ServerAddresses;
}
