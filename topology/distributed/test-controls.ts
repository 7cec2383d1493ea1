import { systemClock } from '@depachika/clock/clock.ts';
import { serveTestControls } from '@depachika/service/test-controls.ts';
import type { DistributedShopConfig } from './config.ts';
import { isDomain, type PlannedProcess } from './plan.ts';
import type { Supervisor } from './supervisor.ts';

/** One clock for all processes: each is told, also one that is started later. */
export interface ClockControls {
  /** How far the shop's clock is ahead of the machine's. */
  aheadMs(): number;
  advance(byMs: number): Promise<void>;
  /** Of all domains together. */
  statementCount(): Promise<number>;
}

export function clockControls(processes: readonly PlannedProcess[], startMs: number): ClockControls {
  let aheadMs = startMs;
  return {
    aheadMs: () => aheadMs,
    async advance(byMs) {
      aheadMs += byMs;
      await Promise.all(
        processes.map(async ({ controlsPort }) => {
          await fetch(`http://127.0.0.1:${controlsPort}/clock`, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({ advanceMs: byMs }),
            // One that is away starts with the right time.
          }).catch(() => undefined);
        }),
      );
    },
    async statementCount() {
      const domains = processes.filter(({ service }) => isDomain(service));
      const counts = await Promise.all(
        domains.map(async ({ controlsPort }) => {
          const answer = await fetch(`http://127.0.0.1:${controlsPort}/statements`);
          return ((await answer.json()) as { statements: number }).statements;
        }),
      );
      return counts.reduce((sum, count) => sum + count, 0);
    },
  };
}

/** @returns where the whole shop's clock can be set forward */
export async function serveControls(options: {
  readonly config: DistributedShopConfig;
  readonly controls: ClockControls;
  readonly onStop: (stop: () => Promise<unknown>) => void;
}): Promise<string> {
  const { config, controls, onStop } = options;
  const served = await serveTestControls({
    port: config.testControls?.port ?? 0,
    clock: {
      now: () => new Date(systemClock.now().getTime() + controls.aheadMs()),
      advance: controls.advance,
    },
    statementCount: controls.statementCount,
  });
  onStop(() => served.close());
  return served.url;
}

/** For tests: where every process is, in one line of JSON. */
export function readyLine(
  processes: readonly PlannedProcess[],
  urls: ReadonlyMap<string, string>,
  supervisor: Supervisor,
): string {
  const pids = supervisor.pids();
  return JSON.stringify({
    ready: processes.map(({ name, service, rpcPort }) => ({
      name,
      service,
      pid: pids[name],
      url: urls.get(name),
      rpcPort,
    })),
  });
}
