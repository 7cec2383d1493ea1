import { mkdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { commandExists, installPackages } from './machine-packages.ts';
import type { NativeService, Say } from './native-service.ts';
import type { ServiceSettings } from './settings.ts';

/** Redis as a cache: it keeps nothing on disk and evicts what was used least recently. */
export function nativeRedis(settings: ServiceSettings, say: Say): NativeService {
  const folder = join(settings.folder, 'redis');

  return {
    name: 'redis',
    stopSignal: 'SIGTERM',

    async prepare() {
      if (!commandExists('redis-server')) await installPackages('Redis', ['redis-server'], say);
      mkdirSync(folder, { recursive: true });
      return { file: 'redis-server', args: options(settings.ports.redis, folder) };
    },

    clear: () => rm(folder, { recursive: true, force: true }),
  };
}

function options(port: number, folder: string): string[] {
  const settings: Record<string, string> = {
    port: String(port),
    bind: '127.0.0.1',
    dir: folder,
    daemonize: 'no',
    save: '',
    appendonly: 'no',
    maxmemory: '256mb',
    'maxmemory-policy': 'allkeys-lru',
  };
  return Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
}
