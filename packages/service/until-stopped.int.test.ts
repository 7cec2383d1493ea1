import { spawn } from 'node:child_process';
import { describe, expect, it } from 'vitest';

const MODULE = new URL('./until-stopped.ts', import.meta.url).href;

describe('a process', () => {
  it('stops its parts in reverse order on SIGTERM, though one of them fails', async () => {
    const run = start(`async ({ onStop }) => {
      for (const part of ['first', 'second', 'third']) onStop(() => {
        if (part === 'second') throw Object.assign(new Error('it is stuck'), { code: 'STUCK' });
        console.log(part);
      });
      setInterval(() => undefined, 1_000);
      console.log('ready');
    }`);
    await run.printed('ready\n');
    run.child.kill('SIGTERM');
    expect(await run.exitCode).toBe(0);
    expect(run.output()).toBe('ready\n\nStopping on SIGTERM.\nthird\nfirst\n\nStopped.\n');
    expect(run.errors()).toBe('A part could not be stopped cleanly: it is stuck\n');
  });

  it('that cannot be started says why in a line, stops what it had started, and ends with 1', async () => {
    const run = start(`async ({ onStop }) => {
      onStop(() => console.log('stopped'));
      throw new Error('PORT must be a number');
    }`);
    expect(await run.exitCode).toBe(1);
    expect(run.errors()).toBe('It could not be started: PORT must be a number\n');
    expect(run.output()).toBe('stopped\n');
  });

  it('shows where a fault of its own comes from', async () => {
    const run = start(`async () => { throw new TypeError('x is not a function'); }`);
    expect(await run.exitCode).toBe(1);
    expect(run.errors()).toMatch(/TypeError: x is not a function\n +at /);
  });

  it('that is told to stop while it starts stops what it has, and no more is heard of the start', async () => {
    const run = start(`async ({ signal }) => {
      setInterval(() => undefined, 1_000);
      console.log('starting');
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('closed'))));
    }`);
    await run.printed('starting\n');
    run.child.kill('SIGINT');
    expect(await run.exitCode).toBe(0);
    expect(run.output()).toBe('starting\n\nStopping on SIGINT.\n\nStopped.\n');
  });

  it('whose stop takes too long ends with 1', async () => {
    const run = start(
      `async ({ onStop }) => {
        onStop(() => new Promise(() => undefined));
        setInterval(() => undefined, 1_000);
        process.kill(process.pid, 'SIGTERM');
      }, { stopTimeoutMs: 1 }`,
    );
    expect(await run.exitCode).toBe(1);
    expect(run.errors()).toContain('Stopping took too long; what was committed is safe\n');
  });
});

/** @param what arguments of `untilStopped`, as text */
function start(what: string) {
  const script = `import { personAt, untilStopped } from '${MODULE}'; await untilStopped(personAt(process), ${what});`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (errors += chunk));
  const exitCode = new Promise<number | null>((resolve) => child.once('close', resolve));
  return {
    child,
    exitCode,
    output: () => output,
    errors: () => errors,
    printed: (text: string) => expect.poll(() => output).toContain(text),
  };
}
