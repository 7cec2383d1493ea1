import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { onAbort } from './abort-listeners.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

describe('a listener of a signal', () => {
  it('is called when it aborts, with all others, unless it has left', () => {
    const over = new AbortController();
    const told: string[] = [];
    onAbort(over.signal, () => told.push('one'));
    const leave = onAbort(over.signal, () => told.push('two'));
    onAbort(over.signal, () => told.push('three'));
    leave();
    over.abort();
    expect(told).toEqual(['one', 'three']);
  });

  it('is not kept by the signal once it has left, though it was the first', async () => {
    const { signal } = new AbortController();
    const held = listenOnce(signal);
    await new Promise((resolve) => setImmediate(resolve));
    collectGarbage();
    expect(held.deref()).toBeUndefined();
    expect(signal.aborted).toBe(false);
  });
});

function listenOnce(signal: AbortSignal): WeakRef<object> {
  const answer = { of: 'a subgraph' };
  onAbort(signal, () => void answer.of)();
  return new WeakRef(answer);
}
