import { readdir, readFile } from 'node:fs/promises';

const CLOCK_TICKS_PER_SECOND = 100;

/** What all processes of a tree use together. Source: proc(5). */
export interface TreeUse {
  /** Memory now, MiB: what several processes share is counted once (PSS). */
  readonly nowMib: number;
  /** No more than this was ever resident, MiB: the sum of each one's own peak. */
  readonly peakMib: number;
  /** CPU so far. */
  readonly cpuSeconds: number;
}

export async function treeUse(rootPid: number): Promise<TreeUse> {
  const uses = await Promise.all((await treeOf(rootPid)).map(useOf));
  const sum = (of: (use: TreeUse) => number) => uses.reduce((total, use) => total + of(use), 0);
  return {
    nowMib: sum(({ nowMib }) => nowMib),
    peakMib: sum(({ peakMib }) => peakMib),
    cpuSeconds: sum(({ cpuSeconds }) => cpuSeconds),
  };
}

async function treeOf(rootPid: number): Promise<number[]> {
  const children = new Map<number, number[]>();
  for (const name of await readdir('/proc')) {
    const fields = /^\d+$/.test(name) ? await statOf(Number(name)) : undefined;
    if (!fields) continue;
    const parent = Number(fields[1]);
    children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const tree = [rootPid];
  for (const pid of tree) tree.push(...(children.get(pid) ?? []));
  return tree;
}

async function useOf(pid: number): Promise<TreeUse> {
  const [fields, shares, status] = await Promise.all([
    statOf(pid),
    textOf(pid, 'smaps_rollup'),
    textOf(pid, 'status'),
  ]);
  return {
    nowMib: mibIn(shares, 'Pss'),
    peakMib: mibIn(status, 'VmHWM'),
    cpuSeconds: fields ? (Number(fields[11]) + Number(fields[12])) / CLOCK_TICKS_PER_SECOND : 0,
  };
}

/** From the third field on: the second, a name, may hold anything. Undefined when the process has ended. */
async function statOf(pid: number): Promise<string[] | undefined> {
  const stat = await textOf(pid, 'stat');
  return stat ? stat.slice(stat.lastIndexOf(')') + 2).split(' ') : undefined;
}

function textOf(pid: number, file: string): Promise<string> {
  return readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '');
}

function mibIn(text: string, field: string): number {
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0) / 1024;
}
