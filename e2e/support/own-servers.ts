import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from '@depachika/local-servers/free-ports.ts';
import { KAFKA_VERSION } from '@depachika/local-servers/kafka.ts';
import { commandExists } from '@depachika/local-servers/machine-packages.ts';
import { PROJECT } from './shop-process.ts';

type Name = 'redis' | 'kafka';

/** A Redis and a Kafka of one test's own, which it may take away. */
export interface OwnServers {
  readonly redisUrl: string;
  readonly kafkaBrokers: string;
  /** It is gone when this resolves; its data stay. */
  stop(name: Name): Promise<void>;
  /** It answers when this resolves. */
  start(name: Name): Promise<void>;
  remove(): Promise<void>;
}

/** False where neither their programs are, nor whoever runs the tests may install them: servers of others stay as they are. */
export function mayHaveOwnServers(): boolean {
  if (process.getuid?.() === 0 && commandExists('apt-get')) return true;
  return ['redis-server', 'java', 'mvn'].every(commandExists);
}

export async function startOwnServers(): Promise<OwnServers> {
  const folder = await mkdtemp(join(tmpdir(), 'depachika-servers-'));
  await borrowLibraries(folder);
  const port = freePorts();
  const [redis, kafka] = [await port(), await port()];
  const env = {
    ...process.env,
    SERVICES_DIR: folder,
    REDIS_PORT: String(redis),
    KAFKA_PORT: String(kafka),
  };
  await services(env, 'up', '--only', 'redis,kafka');
  return {
    redisUrl: `redis://127.0.0.1:${redis}`,
    kafkaBrokers: `127.0.0.1:${kafka}`,
    stop: (name) => services(env, 'down', '--only', name),
    start: (name) => services(env, 'up', '--only', name),
    async remove() {
      await services(env, 'down', '--only', 'redis,kafka');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Kafka's libraries are fetched once, for the servers of this machine. */
async function borrowLibraries(folder: string): Promise<void> {
  await mkdir(join(folder, 'kafka'));
  const fetched = join(PROJECT, '.services/kafka', LIBRARIES);
  if (existsSync(fetched)) await symlink(fetched, join(folder, 'kafka', LIBRARIES));
}

const LIBRARIES = `libraries-${KAFKA_VERSION}`;

function services(env: NodeJS.ProcessEnv, ...args: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [join(PROJECT, 'commands/operate/services.ts'), ...args, '--native'],
      { env },
      (error, _, stderr) =>
        error ? reject(new Error(`services ${args.join(' ')} failed:\n${stderr}`)) : resolve(),
    );
  });
}
