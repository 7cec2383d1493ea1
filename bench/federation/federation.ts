import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { loadOnce } from '../load.ts';
import { type BenchRow, median } from '../table.ts';
import { DEEP_QUERY, GRAPH } from './graph.ts';
import { HIVE, HIVE_RUST, OURS, PLAIN, type Side, startSide } from './sides.ts';

export interface FederationOptions {
  /** Gateways that stand beside ours; default: all. */
  readonly peers?: readonly string[];
  readonly rounds?: number;
  readonly seconds?: number;
}

const PEERS = [PLAIN, HIVE, HIVE_RUST];

/** Each request on its own: with keys that no other asks for. Or identical ones, which may be merged. */
const MODES = ['on its own', 'identical'] as const;

/**
 * One question through four subgraphs and back, which takes the planner of Apollo some 16 fetches and whose answer has
 * some 87 KB: through this router and its peers, over the same subgraphs and by turns. Medians of the rounds.
 */
export async function benchFederation(options: FederationOptions = {}): Promise<BenchRow[]> {
  const { peers = PEERS, rounds = 5, seconds = 4 } = options;
  const folder = mkdtempSync(join(tmpdir(), 'depachika-federation-'));
  const subgraphs = await startSubgraphs();
  try {
    const supergraphFile = join(folder, 'supergraph.graphql');
    writeFileSync(supergraphFile, compose(subgraphs));
    const figures = await measure([...peers, OURS], { rounds, seconds, subgraphs, supergraphFile });
    return rowsOf(figures);
  } finally {
    subgraphs.process.kill();
    rmSync(folder, { recursive: true });
  }
}

interface RunningSubgraphs {
  readonly urls: Readonly<Record<string, string>>;
  readonly process: ChildProcess;
}

async function startSubgraphs(): Promise<RunningSubgraphs> {
  const child = fork(fileURLToPath(new URL('measured-subgraphs.ts', import.meta.url)));
  const { ports } = await nextMessage<{ ports: Readonly<Record<string, number>> }>(child);
  const urls = Object.entries(ports).map(([name, port]) => [name, `http://127.0.0.1:${port}/graphql`]);
  return { urls: Object.fromEntries(urls) as Record<string, string>, process: child };
}

function nextMessage<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve) => child.once('message', (message) => resolve(message as T)));
}

function compose({ urls }: RunningSubgraphs): string {
  const { supergraphSdl, errors } = composeServices(
    Object.entries(GRAPH).map(([name, { sdl }]) => ({ name, url: urls[name]!, typeDefs: parse(sdl) })),
  );
  if (!supergraphSdl) throw new AggregateError(errors ?? [], 'The measured graph does not compose');
  return supergraphSdl;
}

function bodyWith(salt: string): object {
  return { query: DEEP_QUERY, variables: { salt } };
}

async function answerOf({ url }: Side): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(bodyWith('same')),
  });
  return response.json();
}

interface Figures {
  readonly side: string;
  readonly mode: (typeof MODES)[number];
  readonly perSecond: number;
  readonly cpuMs: number;
  readonly fetches: number;
}

interface Measuring {
  readonly rounds: number;
  readonly seconds: number;
  readonly subgraphs: RunningSubgraphs;
  readonly supergraphFile: string;
}

/** For each mode: plain @apollo/gateway grows faster for some eight seconds. */
const WARM_UP_SECONDS = 10;

/**
 * A process that was compiled as luck had it stays faster or slower than another of the same program by a tenth, for as long
 * as it lives. So each round starts everybody anew.
 */
async function measure(names: readonly string[], measuring: Measuring): Promise<Figures[]> {
  const taken: Figures[] = [];
  let expected: unknown;
  for (let round = 0; round < measuring.rounds; round += 1)
    for (const name of names) {
      const side = await startSide(name, measuring.supergraphFile);
      try {
        const answer = await answerOf(side);
        expected ??= answer;
        if (!isDeepStrictEqual(answer, expected)) throw new Error(`${name} answers differently`);
        for (const mode of MODES) {
          await measureOnce(side, mode, { ...measuring, seconds: WARM_UP_SECONDS });
          taken.push(await measureOnce(side, mode, measuring));
        }
      } finally {
        await side.stop();
      }
    }
  return names.flatMap((name) =>
    MODES.map((mode) => {
      const same = taken.filter((each) => each.side === name && each.mode === mode);
      return {
        side: name,
        mode,
        perSecond: median(same.map(({ perSecond }) => perSecond)),
        cpuMs: median(same.map(({ cpuMs }) => cpuMs)),
        fetches: median(same.map(({ fetches }) => fetches)),
      };
    }),
  );
}

let salts = 0;

async function measureOnce(side: Side, mode: Figures['mode'], measuring: Measuring): Promise<Figures> {
  const { subgraphs, seconds } = measuring;
  const before = await askedOf(subgraphs);
  const { perSecond, cpuMs } = await loadOnce({
    url: side.url,
    connections: 50,
    seconds,
    body: () => {
      salts += mode === 'identical' ? 0 : 1;
      return bodyWith(`s${salts}`);
    },
    cpuSeconds: side.cpuSeconds,
  });
  const fetches = ((await askedOf(subgraphs)) - before) / (perSecond * seconds);
  return { side: side.name, mode, perSecond, cpuMs, fetches };
}

async function askedOf({ process: child }: RunningSubgraphs): Promise<number> {
  const answer = nextMessage<{ asked: number }>(child);
  child.send('asked');
  return (await answer).asked;
}

function rowsOf(figures: readonly Figures[]): BenchRow[] {
  return MODES.flatMap((mode) => {
    const ofMode = figures.filter((each) => each.mode === mode);
    const plain = ofMode.find(({ side }) => side === PLAIN);
    return ofMode.flatMap((each): BenchRow[] => {
      const name = `Deep query, each request ${mode}: ${each.side}`;
      const beside = each === plain ? undefined : plain;
      return [
        {
          name,
          value: each.perSecond,
          unit: 'requests/s',
          ...(beside && {
            comparedTo: `${PLAIN}: ${beside.perSecond.toFixed(1)}`,
            ratio: each.perSecond / beside.perSecond,
          }),
        },
        {
          name: `The same, CPU, with ${each.fetches.toFixed(2)} requests to subgraphs`,
          value: each.cpuMs,
          unit: 'ms/request',
          ...(beside && {
            comparedTo: `${PLAIN}: ${beside.cpuMs.toFixed(2)}`,
            ratio: each.cpuMs / beside.cpuMs,
          }),
        },
      ];
    });
  });
}
