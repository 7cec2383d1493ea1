import { describe, expect, it } from 'vitest';
import type { CompiledNode } from './compiled-plan.ts';
import { createPartStarts } from './part-starts.ts';

function starts({ isMutation = false } = {}) {
  const told: string[] = [];
  const ends = new Map<string, () => void>();
  const parts = createPartStarts({
    isMutation,
    ready: (label) => void told.push(`${label} ready`),
    over: () => void told.push('over'),
    failed: (error) => void told.push(String(error)),
  });
  const add = (label: string, ...needs: string[]) =>
    parts.add({ label, needs, node: undefined }, (over) => {
      told.push(`${label} begun`);
      ends.set(label, over);
    });
  return { parts, told, add, end: (label: string) => ends.get(label)!() };
}

describe('a deferred part begins', () => {
  it('when all that it needs was answered, whoever asked for it', () => {
    const { parts, told, add, end } = starts();
    add('a', '0');
    add('b', '0', '1');
    parts.startReady();
    expect(told).toEqual([]);
    parts.answered('0');
    expect(told).toEqual(['a begun']);
    parts.answered('1');
    parts.primaryOver();
    end('a');
    end('b');
    expect(told).toEqual(['a begun', 'b begun', 'a ready', 'b ready', 'over']);
  });

  it('without what a condition leaves out', () => {
    const { parts, told, add } = starts();
    add('a', '0');
    parts.leftOut({ kind: 'sequence', nodes: [{ kind: 'fetch', id: '0' } as CompiledNode] });
    parts.startReady();
    expect(told).toEqual(['a begun']);
  });

  it('at the end at the latest', () => {
    const { parts, told, add, end } = starts();
    add('a', 'never');
    parts.primaryOver();
    end('a');
    expect(told).toEqual(['a begun', 'a ready', 'over']);
  });

  it('in a mutation after all of it', () => {
    const { parts, told, add } = starts({ isMutation: true });
    add('a', '0');
    add('b');
    parts.startReady();
    parts.answered('0');
    expect(told).toEqual([]);
    parts.primaryOver();
    expect(told).toEqual(['a begun', 'b begun']);
  });
});
