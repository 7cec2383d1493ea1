import { readFileSync } from 'node:fs';

/** What every subgraph's SDL begins with: federation's directives, the scalars, the problems and pages that all share. */
export const PRELUDE = readFileSync(new URL('./prelude.graphql', import.meta.url), 'utf8');

const END_MARK = '# End of the prelude.\n';

/** The SDL with the prelude as it is now. Throws when no line says where the old one ends. */
export function withPrelude(sdl: string): string {
  const end = sdl.indexOf(END_MARK);
  if (end < 0) throw new Error(`A subgraph's SDL has no line "${END_MARK.trim()}"`);
  return PRELUDE + sdl.slice(end + END_MARK.length);
}
