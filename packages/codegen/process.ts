import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';

/** Runs a tool of `node_modules/.bin`. Rejects with what it printed when it fails. */
export function runTool(root: string, tool: string, args: readonly string[]): Promise<void> {
  return run(root, join(root, 'node_modules/.bin', tool), args, {});
}

/** Runs a script with this same Node. Rejects with what it printed when it fails. */
export function runNode(root: string, args: readonly string[], env: Record<string, string>): Promise<void> {
  return run(root, process.execPath, args, env);
}

function run(
  root: string,
  command: string,
  args: readonly string[],
  env: Record<string, string>,
): Promise<void> {
  const path = `${join(root, 'node_modules/.bin')}${delimiter}${process.env.PATH ?? ''}`;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, env: { ...process.env, ...env, PATH: path } });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(new Error(output.trim() || `exit code ${code}`)),
    );
  });
}
