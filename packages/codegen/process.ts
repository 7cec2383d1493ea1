import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { toolEnvironment } from './config.ts';

export interface ToolRun {
  /** The project's folder, whose `node_modules/.bin` holds the tool. */
  readonly root: string;
  readonly tool: string;
  readonly args: readonly string[];
  /** Where it runs, as an absolute path. */
  readonly cwd: string;
}

/** Runs a tool of `node_modules/.bin`. Rejects with what it printed when it fails. */
export function runTool({ root, tool, args, cwd }: ToolRun): Promise<void> {
  return run({ root, command: join(root, 'node_modules/.bin', tool), args, cwd, env: {} });
}

/** Runs a script with this same Node. Rejects with what it printed when it fails. */
export function runNode(root: string, args: readonly string[], env: Record<string, string>): Promise<void> {
  return run({ root, command: process.execPath, args, cwd: root, env });
}

function run(wanted: {
  readonly root: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}): Promise<void> {
  const { root, command, args, cwd, env } = wanted;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env: toolEnvironment(root, env) });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(new Error(output.trim() || `exit code ${code}`)),
    );
  });
}
