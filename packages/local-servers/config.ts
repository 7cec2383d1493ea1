/** What a child process is given: what this process was given, and what is its own. */
export function childEnvironment(own: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  return { ...process.env, ...own };
}
