import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ask } from './answers.ts';
import { composeDown, composeUp, dockerAnswers } from './docker.ts';
import { nativeKafka } from './kafka.ts';
import { bringUp, type NativeService, type Say, takeDown } from './native-service.ts';
import { nativePostgres } from './postgres.ts';
import { nativeRedis } from './redis.ts';
import {
  type Address,
  addressOf,
  SERVICE_NAMES,
  type ServiceName,
  type ServiceSettings,
} from './settings.ts';

/** Starts what does not run yet, by Docker when its engine answers, and waits until it does its work. */
export async function startServers(settings: ServiceSettings, say: Say): Promise<Address[]> {
  mkdirSync(settings.folder, { recursive: true });
  if (!settings.native && dockerAnswers()) {
    say('A Docker engine answers: starting its containers');
    writeFileSync(dockerRecord(settings), '');
    composeUp(settings);
    for (const name of settings.only) await ask(name, addressOf(name, settings.ports));
  } else {
    for (const service of nativeOf(settings, say)) await bringUp(service, settings, say);
  }
  return settings.only.map((name) => addressOf(name, settings.ports));
}

export async function stopServers(settings: ServiceSettings, say: Say): Promise<void> {
  if (existsSync(dockerRecord(settings))) {
    composeDown(settings);
    if (settings.only.length === SERVICE_NAMES.length) rmSync(dockerRecord(settings));
  }
  for (const service of nativeOf(settings, say).reverse()) await takeDown(service, settings, say);
}

export interface ServerState {
  readonly name: ServiceName;
  readonly address: Address;
  /** Why it does not answer; undefined when it does. */
  readonly away: string | undefined;
}

export function serverStates({ only, ports }: ServiceSettings): Promise<ServerState[]> {
  return Promise.all(
    only.map(async (name) => {
      const address = addressOf(name, ports);
      const away = await ask(name, address).then(
        () => undefined,
        (error: Error) => error.message || String((error as NodeJS.ErrnoException).code),
      );
      return { name, address, away };
    }),
  );
}

function nativeOf(settings: ServiceSettings, say: Say): NativeService[] {
  const make: Record<ServiceName, typeof nativeRedis> = {
    postgres: nativePostgres,
    redis: nativeRedis,
    kafka: nativeKafka,
  };
  return settings.only.map((name) => make[name](settings, say));
}

/** Present while containers stand in for native services. */
function dockerRecord({ folder }: ServiceSettings): string {
  return join(folder, 'docker');
}
