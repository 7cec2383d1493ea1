import { readFileSync } from 'node:fs';

/** The SDL of what the router answers itself: whatever has an id, by it. */
export function nodesSdl(): string {
  return readFileSync(new URL('./nodes.graphql', import.meta.url), 'utf8');
}
