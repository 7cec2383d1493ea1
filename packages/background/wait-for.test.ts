import { describe, expect, it } from 'vitest';
import { waitFor } from './wait-for.ts';

function attempts(outcomes: readonly (string | undefined)[]) {
  const lines: string[] = [];
  const left = [...outcomes];
  const note = (line: string) => void lines.push(line);
  const check = async () => {
    const problem = left.shift();
    if (problem) throw new Error('A statement failed', { cause: new Error(problem) });
  };
  // biome-ignore lint/suspicious/noExplicitAny: two of pino's methods are all that is needed
  return { lines, left, check, logger: { info: note, warn: note } as any };
}

describe('waiting for a part', () => {
  it('goes on until it is there, and says each reason once', async () => {
    const { lines, left, check, logger } = attempts(['refused', 'refused', 'starting up', undefined]);
    const { signal } = new AbortController();
    await waitFor({ what: 'PostgreSQL', check, logger, signal, firstPauseMs: 1 });
    expect(left).toEqual([]);
    expect(lines).toEqual([
      'Waiting for PostgreSQL: refused',
      'Waiting for PostgreSQL: starting up',
      'PostgreSQL is there',
    ]);
  });

  it('says nothing when it is there at once', async () => {
    const { lines, check, logger } = attempts([undefined]);
    await waitFor({ what: 'Redis', check, logger, signal: new AbortController().signal });
    expect(lines).toEqual([]);
  });

  it('ends when the service is stopped', async () => {
    const { check, logger } = attempts(Array(5).fill('refused'));
    const stopping = new AbortController();
    const waiting = waitFor({ what: 'Kafka', check, logger, signal: stopping.signal, firstPauseMs: 60_000 });
    stopping.abort();
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
  });
});
