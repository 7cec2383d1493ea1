import { describe, expect, it } from 'vitest';
import type { CloudEvent, StoredEvent } from '../event-log.ts';
import { batchesOf } from './batch-handlers.ts';

const stored = (name: string): StoredEvent => {
  const [key, type] = name.split(' ');
  return { topic: 'trial', position: '1', event: { id: name, partitionkey: key, type } as CloudEvent };
};
const groups = (...names: string[]) =>
  batchesOf(names.map(stored)).map((group) => group.map(({ event }) => event.id));

describe('batches of events', () => {
  it('puts events of one type and of different keys into one group', () => {
    expect(groups('a Placed', 'b Placed', 'c Placed')).toEqual([['a Placed', 'b Placed', 'c Placed']]);
    expect(groups('a Placed', 'b Paid', 'c Placed')).toEqual([['a Placed', 'c Placed'], ['b Paid']]);
  });

  it('never handles a later event of a key before an earlier one, nor two of them at once', () => {
    expect(groups('a Paid', 'b Placed', 'a Placed', 'b Paid', 'a Placed')).toEqual([
      ['a Paid'],
      ['b Placed'],
      ['a Placed'],
      ['b Paid'],
      ['a Placed'],
    ]);
  });

  it('loses nothing and makes nothing of nothing', () => {
    expect(groups()).toEqual([]);
    const many = Array.from({ length: 300 }, (_, index) => `k${index % 7} t${index % 3}`);
    expect(groups(...many).flat()).toHaveLength(300);
  });
});
