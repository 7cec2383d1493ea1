import type { Clock } from '@depachika/clock/clock.ts';
import { LRUCache } from 'lru-cache';
import type { KeptAnswer } from './kept-answer.ts';

/** Answers are told again for so long at most, while a domain is away. */
export const STALE_FOR_MS = 10 * 60_000;
/** What may be no older than this is never told again: stock. */
const SHORTEST_MS = 5_000;

interface Entry {
  readonly answer: KeptAnswer;
  readonly subgraphs: readonly string[];
}

/** What was last answered, of this process: for the time in which a domain is away, and for nothing else. */
export interface StaleAnswers {
  /** To be asked for before an answer is made. @returns keeps it, unless one of its subgraphs has changed meanwhile */
  keeper(key: string, subgraphs: readonly string[]): (answer: KeptAnswer) => void;
  find(key: string): KeptAnswer | undefined;
  /** @param subgraph of which something has changed; undefined: nobody knows of which */
  drop(subgraph: string | undefined): void;
}

/** @param options.maxBytes 0: none are kept */
export function staleAnswers(options: { readonly clock: Clock; readonly maxBytes: number }): StaleAnswers {
  const { clock, maxBytes } = options;
  const entries = new LRUCache<string, Entry>({
    maxSize: Math.max(1, maxBytes),
    sizeCalculation: ({ answer: { text } }, key) => 2 * (text.length + key.length) + 200,
  });
  let drops = 0;

  return {
    keeper(key, subgraphs) {
      const before = drops;
      return (answer) => {
        if (maxBytes > 0 && before === drops && answer.maxAgeMs > SHORTEST_MS)
          entries.set(key, { answer, subgraphs });
      };
    },
    find(key) {
      const answer = entries.get(key)?.answer;
      if (answer && clock.now().getTime() - answer.atMs <= STALE_FOR_MS) return answer;
      entries.delete(key);
      return undefined;
    },
    drop(subgraph) {
      drops += 1;
      for (const [key, { subgraphs }] of entries.entries())
        if (subgraph === undefined || subgraphs.includes(subgraph)) entries.delete(key);
    },
  };
}
