import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { run } from './machine-packages.ts';
import type { ServiceSettings } from './settings.ts';

const COMPOSE_FILE = fileURLToPath(new URL('../../docker-compose.yml', import.meta.url));

/** True when an engine answers and there is something to start with it. */
export function dockerAnswers(): boolean {
  if (!existsSync(COMPOSE_FILE)) return false;
  const asked = spawnSync('docker', ['info', '--format', '{{.ServerVersion}}'], {
    stdio: 'ignore',
    timeout: 5_000,
  });
  return asked.status === 0;
}

/** Starts the three servers of `docker-compose.yml` and waits until their own health checks pass. */
export function composeUp(settings: ServiceSettings): void {
  compose(settings, ['up', '--detach', '--wait', ...settings.only]);
}

export function composeDown(settings: ServiceSettings): void {
  compose(settings, ['rm', '--stop', '--force', ...(settings.clear ? ['--volumes'] : []), ...settings.only]);
}

function compose({ ports }: ServiceSettings, args: readonly string[]): void {
  const env = {
    POSTGRES_PORT: String(ports.postgres),
    REDIS_PORT: String(ports.redis),
    KAFKA_PORT: String(ports.kafka),
  };
  run('docker', ['compose', '--file', COMPOSE_FILE, ...args], { env });
}
