import { delimiter, join } from 'node:path';

/** What a tool is started with: this process's own environment, and the project's tools before all others. */
export function toolEnvironment(
  root: string,
  own: Readonly<Record<string, string>>,
  env: NodeJS.ProcessEnv = process.env,
): NodeJS.ProcessEnv {
  return { ...env, ...own, PATH: `${join(root, 'node_modules/.bin')}${delimiter}${env.PATH ?? ''}` };
}
