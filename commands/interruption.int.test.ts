import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const COMMAND = fileURLToPath(new URL('testing/interrupted-command.ts', import.meta.url));

describe('Ctrl-C', () => {
  it('ends a command in the middle of its work, after that has given back what it holds', async () => {
    const { code, output } = await interrupted([]);
    expect({ code, output }).toEqual({ code: 130, output: 'holding\ngiven back\n' });
  });

  it('is the end of an endless command, which then was successful', async () => {
    const { code, output } = await interrupted(['--endless']);
    expect({ code, output }).toEqual({ code: 0, output: 'holding\nended\ngiven back\n' });
  });

  it('ends a command at once when it comes a second time', async () => {
    const { code, output } = await interrupted(['--stuck'], { again: true });
    expect({ code, output }).toEqual({ code: 130, output: 'holding\n' });
  });
});

/** @returns how the command ended that was interrupted as soon as it held something, and what it printed */
async function interrupted(
  words: string[],
  { again = false } = {},
): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, [COMMAND, ...words], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  let repeated: NodeJS.Timeout | undefined;
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  child.stdout.once('data', () => {
    child.kill('SIGINT');
    // Not at once: a signal that arrives while the same one waits is one with it.
    if (again) repeated = setInterval(() => child.kill('SIGINT'), 50);
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  clearInterval(repeated);
  return { code, output };
}
