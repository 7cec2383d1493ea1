import { readFile, stat } from 'node:fs/promises';
import type { Clock, ClockTimer } from '@depachika/clock/clock.ts';
import { METRICS } from '@depachika/telemetry/metric-list.ts';
import type { Metrics } from '@depachika/telemetry/metrics.ts';
import type { Logger } from 'pino';

export interface SupergraphFileOptions {
  readonly file: string;
  /** What is served already. */
  readonly supergraphSdl: string;
  /** Serves another graph. What it throws is why it does not. */
  readonly serve: (supergraphSdl: string) => void;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Pick<Metrics, 'counter' | 'gauge'>;
}

/** A file system tells of changes in many ways, and of some in none: a folder that a container mounts is looked at. */
const LOOK_EVERY_MS = 2_000;

/**
 * Serves what is written into the file of the supergraph. A text that cannot be served leaves the graph as it is, and is told in
 * the log and by the metrics. A file that still changes between two looks is not read yet.
 * @returns a function that stops it
 */
export function followSupergraphFile(options: SupergraphFileOptions): () => void {
  const { file, serve, clock, logger } = options;
  const outcomes = { served: 0, refused: 0 };
  let served = options.supergraphSdl;
  let isRefused = false;
  let seen: string | undefined;
  let taken: string | undefined;
  let timer: ClockTimer | undefined;
  let isStopped = false;
  addMetrics(options.metrics, { outcomes, isRefused: () => isRefused });
  lookLater();

  return () => {
    isStopped = true;
    timer?.cancel();
  };

  function lookLater(): void {
    timer = clock.after(LOOK_EVERY_MS, () => void look());
  }

  async function look(): Promise<void> {
    const state = await stateOf(file);
    if (state === seen && state !== taken) {
      taken = state;
      await take();
    }
    seen = state;
    if (!isStopped) lookLater();
  }

  async function take(): Promise<void> {
    try {
      const text = await readFile(file, 'utf8');
      if (isStopped || (text === served && !isRefused)) return;
      if (text !== served) serve(text);
      served = text;
      isRefused = false;
      outcomes.served += 1;
      logger.info({ file }, 'The supergraph in its file is served from now on');
    } catch (error) {
      isRefused = true;
      outcomes.refused += 1;
      logger.error({ err: error, file }, REFUSED);
    }
  }
}

const REFUSED =
  'The supergraph in its file cannot be served, and the one before it still is. Compose it again, or put back what was there: the file is looked at every two seconds';

/** @returns what differs when the file has changed */
async function stateOf(file: string): Promise<string> {
  try {
    const { ino, mtimeMs, size } = await stat(file);
    return [ino, mtimeMs, size].join(' ');
  } catch {
    return 'cannot be read';
  }
}

function addMetrics(
  metrics: SupergraphFileOptions['metrics'],
  {
    outcomes,
    isRefused,
  }: {
    readonly outcomes: Readonly<Record<'served' | 'refused', number>>;
    readonly isRefused: () => boolean;
  },
): void {
  metrics.counter({
    ...METRICS.supergraphChanges,
    read: () => Object.entries(outcomes).map(([outcome, value]) => ({ labels: { outcome }, value })),
  });
  metrics.gauge({
    ...METRICS.supergraphRefused,
    read: () => [{ labels: {}, value: Number(isRefused()) }],
  });
}
