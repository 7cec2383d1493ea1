import { adjustableClock } from '@depachika/clock/clock.ts';
import { describe, expect, it } from 'vitest';
import { batchedReads } from './batched-reads.ts';

describe('batched reads', () => {
  it('answer everybody who asks in one turn with few reads, each its own question', async () => {
    const { asked, reads } = readsOf();
    const answers = await Promise.all(Array.from({ length: 1_000 }, (_, n) => asked(n)));
    expect(answers).toEqual(Array.from({ length: 1_000 }, (_, n) => -n));
    expect(reads.map(({ length }) => length)).toEqual([200, 200, 200, 200, 200]);
  });

  it('read one after the other', async () => {
    const { asked, mostAtOnce } = readsOf();
    await Promise.all(Array.from({ length: 500 }, (_, n) => asked(n)));
    expect(mostAtOnce()).toBe(1);
  });

  it('come again after a failure, however many there are, with the question as it is then', async () => {
    const { reads, fail, retries, clock, source } = readsOf();
    fail(true);
    let question = 1;
    const answer = new Promise((resolve) => source.ask(() => question, resolve));
    for (let failures = 1; failures <= 8; failures += 1) {
      await retries(failures);
      clock.advance(5_000);
    }
    question = 2;
    fail(false);
    await retries(9);
    clock.advance(5_000);
    expect(await answer).toBe(-2);
    expect(reads.at(-1)).toEqual([2]);
  });

  it('wait at most five seconds between two attempts', async () => {
    const { asked, fail, retries, clock } = readsOf();
    fail(true);
    const answer = asked(1);
    for (let failures = 1; failures <= 20; failures += 1) {
      await retries(failures);
      clock.advance(5_000);
    }
    await retries(21);
    fail(false);
    clock.advance(5_000);
    expect(await answer).toBe(-1);
  });

  it('forget a question that was taken back, also while it fails', async () => {
    const { source, asked, fail, retries, clock, reads } = readsOf();
    fail(true);
    const takeBack = source.ask(
      () => 1,
      () => expect.fail('nobody waits for it'),
    );
    const answer = asked(2);
    await retries(1);
    takeBack();
    fail(false);
    clock.advance(5_000);
    expect(await answer).toBe(-2);
    expect(reads).toEqual([[1, 2], [2]]);
  });

  it('hold nobody up behind a batch that always fails', async () => {
    const { asked, clock, retries, failFor } = readsOf({ size: 2 });
    failFor(1);
    void asked(1);
    void asked(2);
    const others = [asked(3), asked(4)];
    await retries(1);
    clock.advance(5_000);
    expect(await Promise.all(others)).toEqual([-3, -4]);
  });
});

function readsOf({ size = 200 } = {}) {
  const clock = adjustableClock({ frozenAt: new Date('2026-04-01T00:00:00Z') });
  const reads: (readonly number[])[] = [];
  let failing = false;
  let poison: number | undefined;
  let inside = 0;
  let most = 0;
  const source = batchedReads<number, number>({
    name: 'trial',
    clock,
    logger: { warn: () => undefined, info: () => undefined },
    size,
    async read(questions) {
      reads.push(questions);
      inside += 1;
      most = Math.max(most, inside);
      await new Promise(setImmediate);
      inside -= 1;
      if (failing || questions.includes(poison!)) throw new Error('away');
      return questions.map((question) => -question);
    },
  });
  return {
    clock,
    source,
    reads,
    mostAtOnce: () => most,
    asked: (question: number) => new Promise((resolve) => source.ask(() => question, resolve)),
    fail(on: boolean) {
      failing = on;
    },
    failFor(question: number) {
      poison = question;
    },
    /** Resolves when so many reads have ended. */
    async retries(count: number) {
      await expect.poll(() => reads.length, { interval: 2 }).toBe(count);
      for (let turns = 0; turns < 3; turns += 1) await new Promise(setImmediate);
    },
  };
}
