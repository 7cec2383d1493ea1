import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ask } from './answers.ts';
import { runningPid } from './background-process.ts';
import { composeDown, composeUp, dockerAnswers } from './docker.ts';
import { nativeKafka } from './kafka.ts';
import { bringUp, type NativeService, recordOf, type Say, takeDown } from './native-service.ts';
import { nativePgbouncer } from './pgbouncer.ts';
import { nativePostgres } from './postgres.ts';
import { nativeRedis } from './redis.ts';
import {
  type Address,
  addressesOf,
  placeOf,
  SERVICE_NAMES,
  type ServiceName,
  type ServicePlaces,
  type ServiceSettings,
  USUAL_SERVICES,
} from './settings.ts';

/** Starts what does not run yet, by Docker when its engine answers, and waits until it does its work. */
export async function startServers(settings: ServiceSettings, say: Say): Promise<Address[]> {
  mkdirSync(settings.folder, { recursive: true });
  if (!settings.native && dockerAnswers()) {
    await startContainers(settings, say);
    for (const service of nativeOf(beside(settings), say)) await bringUp(service, settings, say);
  } else {
    for (const service of nativeOf(settings, say)) await bringUp(service, settings, say);
  }
  return addressesOf(settings);
}

async function startContainers(settings: ServiceSettings, say: Say): Promise<void> {
  const only = contained(settings);
  if (only.length === 0) return;
  say('A Docker engine answers: starting its containers');
  writeFileSync(dockerRecord(settings), '');
  composeUp({ ...settings, only });
  for (const name of only) await ask(name, placeOf(name, settings).address);
}

/** What has a container. */
function contained({ only }: ServiceSettings): ServiceName[] {
  return USUAL_SERVICES.filter((name) => only.includes(name));
}

/** What runs natively beside containers. */
function beside(settings: ServiceSettings): ServiceSettings {
  return { ...settings, only: settings.only.filter((name) => name === 'pgbouncer') };
}

/** The usual ones, and PgBouncer where it was started. */
export function knownServices(places: ServicePlaces): readonly ServiceName[] {
  return runningPid(recordOf(places, 'pgbouncer')) === undefined ? USUAL_SERVICES : SERVICE_NAMES;
}

export async function stopServers(settings: ServiceSettings, say: Say): Promise<void> {
  if (existsSync(dockerRecord(settings))) {
    const only = contained(settings);
    if (only.length > 0) composeDown({ ...settings, only });
    if (only.length === USUAL_SERVICES.length) rmSync(dockerRecord(settings));
  }
  for (const service of nativeOf(settings, say).reverse()) await takeDown(service, settings, say);
}

export interface ServerState {
  readonly name: ServiceName;
  readonly address: Address;
  /** Why it does not answer; undefined when it does. */
  readonly away: string | undefined;
}

export function serverStates(settings: ServiceSettings): Promise<ServerState[]> {
  return Promise.all(
    settings.only.map(async (name) => {
      const { address } = placeOf(name, settings);
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
    pgbouncer: nativePgbouncer,
  };
  return settings.only.map((name) => make[name](settings, say));
}

/** Present while containers stand in for native services. */
function dockerRecord({ folder }: ServiceSettings): string {
  return join(folder, 'docker');
}
