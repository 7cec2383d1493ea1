import { describe, expect, it } from 'vitest';
import { createGroupCommit, type GroupCommitOptions } from './group-commit.ts';

function group(options: Partial<GroupCommitOptions<number, number>> = {}) {
  const batches: number[][] = [];
  const made = createGroupCommit<number, number>({
    maxBatch: 3,
    maxWaiting: 5,
    concurrency: 1,
    isolates: () => true,
    commit: async (batch) => {
      batches.push([...batch]);
      return batch.map((request) => request * 10);
    },
    ...options,
  });
  return { ...made, batches };
}

describe('groupCommit', () => {
  it('serves all who arrive together in bounded batches, each with its own answer', async () => {
    const { submit, batches } = group();
    expect(await Promise.all([1, 2, 3, 4].map((request) => submit(request)))).toEqual([10, 20, 30, 40]);
    expect(batches).toEqual([[1, 2, 3], [4]]);
  });

  it('refuses at once when too many wait', async () => {
    const { submit } = group();
    const results = await Promise.allSettled([1, 2, 3, 4, 5, 6].map((request) => submit(request)));
    expect(results.map(({ status }) => status)).toEqual([...Array(5).fill('fulfilled'), 'rejected']);
    expect(results[5]).toMatchObject({ reason: { code: 'RESOURCE_EXHAUSTED' } });
  });

  it('does not let one bad request fail the others', async () => {
    const { submit } = group({
      commit: async (batch) => {
        if (batch.includes(2)) throw new Error('bad');
        return batch;
      },
    });
    const results = await Promise.allSettled([1, 2, 3].map((request) => submit(request)));
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('fails all at once when the failure is nobody’s', async () => {
    const batches: (readonly number[])[] = [];
    const { submit } = group({
      isolates: () => false,
      commit: async (batch) => {
        batches.push(batch);
        throw new Error('away');
      },
    });
    const results = await Promise.allSettled([1, 2, 3].map((request) => submit(request)));
    expect(results.every(({ status }) => status === 'rejected')).toBe(true);
    expect(batches).toHaveLength(1);
  });

  it('drops who gave up before their turn', async () => {
    const { submit, batches } = group();
    const given = submit(1, AbortSignal.abort());
    await expect(given).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    expect(batches).toEqual([]);
  });

  it('answers whom it admitted before it closes, and nobody after', async () => {
    const { submit, close } = group();
    const admitted = [1, 2, 3, 4].map((request) => submit(request));
    await close();
    expect(await Promise.all(admitted)).toEqual([10, 20, 30, 40]);
    await expect(submit(5)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });
});
