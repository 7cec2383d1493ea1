import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { ask } from './answers.ts';
import {
  type BackgroundCommand,
  type BackgroundProcess,
  runningPid,
  startInBackground,
  stopInBackground,
} from './background-process.ts';
import { placeOf, type ServiceName, type ServicePlaces, type ServiceSettings } from './settings.ts';

/** One server as this machine runs it without containers. */
export interface NativeService {
  readonly name: ServiceName;
  /** Asks it to end, waiting for nothing but what is in hand. */
  readonly stopSignal: NodeJS.Signals;
  /** Installs what is missing and prepares the data folder. Repeatable. @returns how to run it in the foreground */
  prepare(): Promise<BackgroundCommand>;
  /** Runs once it answers, on every start. */
  afterStart?(): Promise<void>;
  clear(): Promise<void>;
}

export type Say = (line: string) => void;

export function recordOf({ folder }: ServicePlaces, name: ServiceName): BackgroundProcess {
  return { recordFile: join(folder, `${name}.pid.json`), logFile: join(folder, `${name}.log`) };
}

/** Starts it unless it runs, and waits until it answers. Throws with the reason when it does not within a minute. */
export async function bringUp(service: NativeService, settings: ServiceSettings, say: Say): Promise<void> {
  const place = recordOf(settings, service.name);
  const { port } = placeOf(service.name, settings);
  let already = runningPid(place) !== undefined;
  if (!already) {
    if (await isTaken(port))
      throw new Error(`${service.name}: port ${port} is taken by something that this command did not start`);
    startInBackground(place, await service.prepare());
  } else if (!(await isTaken(port))) {
    // The server is still starting, or was started for another port.
    already = false;
  }
  await untilItAnswers(service, settings);
  await service.afterStart?.();
  say(`${service.name} ${already ? 'was running' : 'is up'} on port ${port}`);
}

export async function takeDown(service: NativeService, settings: ServiceSettings, say: Say): Promise<void> {
  const stopped = await stopInBackground(recordOf(settings, service.name), {
    signal: service.stopSignal,
    patienceMs: 30_000,
  });
  say(`${service.name} ${stopped ? 'has stopped' : 'was not running'}`);
  if (settings.clear) {
    await service.clear();
    say(`${service.name}: data removed`);
  }
}

async function untilItAnswers(service: NativeService, settings: ServiceSettings): Promise<void> {
  const place = recordOf(settings, service.name);
  const { address } = placeOf(service.name, settings);
  const deadline = performance.now() + START_TIMEOUT_MS;
  for (;;) {
    try {
      return await ask(service.name, address);
    } catch (error) {
      if (service.afterStart && isMissingDatabase(error)) return;
      const died = runningPid(place) === undefined;
      if (died || performance.now() > deadline) {
        const what = died ? 'ended while starting' : `does not answer after ${START_TIMEOUT_MS / 1000} s`;
        throw new Error(`${service.name} ${what}: see ${place.logFile}`, { cause: error });
      }
      await wait(200);
    }
  }
}

const START_TIMEOUT_MS = 60_000;

/** The server answers: the database that it lacks is made next. */
function isMissingDatabase(error: unknown): boolean {
  return (error as { code?: unknown }).code === '3D000';
}

function isTaken(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
