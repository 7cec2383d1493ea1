import { isFree } from '@depachika/service/ports.ts';

/**
 * A port of loopback that is free now, and that this process has not been given before. Below the ports that the system
 * gives to outgoing connections: one of those could take it while the process that listens there is started again.
 */
export function freePorts(): () => Promise<number> {
  const given = new Set<number>();
  return async function next(): Promise<number> {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
      const port = FROM + Math.floor(Math.random() * (TO - FROM));
      if (given.has(port)) continue;
      given.add(port);
      if (await isFree(port)) return port;
    }
    throw new Error(`No free port between ${FROM} and ${TO} was found`);
  };
}

const FROM = 12_000;
const TO = 32_000;
const MAX_ATTEMPTS = 100;
