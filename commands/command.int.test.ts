import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';

it('a command whose output nobody reads any more ends as if it was read', async () => {
  const command = spawn(process.execPath, ['commands/develop/check-rules.ts', '--help'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  command.stdout.destroy();
  const [said, [code]] = await Promise.all([text(command.stderr), once(command, 'exit')]);
  expect({ said, code }).toEqual({ said: '', code: 0 });
});
