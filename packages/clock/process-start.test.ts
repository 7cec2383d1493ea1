import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { processStart } from './process-start.ts';

describe('the start of a process', () => {
  it('is the same at every look', () => {
    const start = processStart(process.pid);
    expect(start).toBeTruthy();
    expect(processStart(process.pid)).toBe(start);
  });

  it('is unknown once the process has ended', async () => {
    const child = spawn(process.execPath, ['-e', ''], { stdio: 'ignore' });
    await once(child, 'exit');
    expect(processStart(child.pid!)).toBeUndefined();
  });
});
