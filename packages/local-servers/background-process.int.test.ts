import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runningPid, startInBackground, stopInBackground } from './background-process.ts';

describe('a background process', () => {
  let folder: string;
  const place = () => ({ recordFile: join(folder, 'trial.pid.json'), logFile: join(folder, 'trial.log') });
  const gently = { signal: 'SIGTERM', patienceMs: 5_000 } as const;
  const sleeper = { file: process.execPath, args: ['-e', 'setInterval(() => {}, 1000)'] };
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'depachika-services-'));
  });
  afterEach(async () => {
    await stopInBackground(place(), gently);
    await rm(folder, { recursive: true });
  });

  it('is known while it runs, and stopped once', async () => {
    const pid = startInBackground(place(), sleeper);
    expect(runningPid(place())).toBe(pid);
    expect(await stopInBackground(place(), gently)).toBe(true);
    expect(runningPid(place())).toBeUndefined();
    expect(await stopInBackground(place(), gently)).toBe(false);
  });

  it('is not mistaken for a later one with the same id', async () => {
    const pid = startInBackground(place(), sleeper);
    const record = JSON.parse(await readFile(place().recordFile, 'utf8'));
    await writeFile(place().recordFile, JSON.stringify({ pid, startedAt: 'earlier' }));
    expect(runningPid(place())).toBeUndefined();
    expect(await stopInBackground(place(), gently)).toBe(false);
    expect(() => process.kill(pid, 0)).not.toThrow();
    await writeFile(place().recordFile, JSON.stringify(record));
  });

  it('is ended by force when it does not listen', async () => {
    const pid = startInBackground(place(), {
      file: process.execPath,
      args: ['-e', `process.on('SIGTERM', () => {}); console.log('deaf'); setInterval(() => {}, 1000)`],
    });
    await expect.poll(() => readFile(place().logFile, 'utf8')).toContain('deaf');
    expect(await stopInBackground(place(), { signal: 'SIGTERM', patienceMs: 100 })).toBe(true);
    // Gone, or the remains of a child that nobody has asked about yet.
    await expect.poll(() => existsAsProcess(pid)).toBe(false);
  });
});

function existsAsProcess(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
