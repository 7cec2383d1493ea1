import { describe, expect, it } from 'vitest';
import { type OperationIds, operationIds } from './operation-ids.ts';

const subscribe = (id: string) => JSON.stringify({ id, type: 'subscribe', payload: { query: '{ a }' } });
const complete = (id: string) => JSON.stringify({ id, type: 'complete' });
const next = (id: string) => JSON.stringify({ id, type: 'next', payload: { data: null } });

function begun(ids: OperationIds, id: string): { readonly name: string; readonly over: () => void } {
  const arrived = ids.arrived(subscribe(id));
  if (arrived.kind !== 'for the library') throw new Error(arrived.kind);
  return { name: JSON.parse(arrived.text).id, over: arrived.over! };
}

describe('ids of operations', () => {
  it('pass as they are, and so do messages that are none of operations', () => {
    const ids = operationIds();
    for (const text of [subscribe('1'), '{"type":"ping"}', 'no JSON', 'null', '{"type":"subscribe","id":5}'])
      expect(ids.arrived(text)).toMatchObject({ kind: 'for the library', text });
    expect(ids.sent(next('1'))).toBe(next('1'));
    expect(ids.arrived(complete('1'))).toMatchObject({ text: complete('1') });
  });

  it('that are given again while the first is still in hand have another name for the library alone', () => {
    const ids = operationIds();
    const first = begun(ids, '1');
    ids.arrived(complete('1'));
    const second = begun(ids, '1');
    expect(second.name).not.toBe(first.name);
    expect(ids.sent(next(first.name))).toBeUndefined();
    expect(ids.sent(next(second.name))).toBe(next('1'));
    first.over();
    expect(ids.sent(next(second.name))).toBe(next('1'));
    expect(ids.arrived(complete('1'))).toMatchObject({ text: complete(second.name) });
    second.over();
    expect(begun(ids, '1').name).toBe('1');
  });

  it('stay apart from ids that clients give by chance', () => {
    const ids = operationIds();
    begun(ids, '1');
    ids.arrived(complete('1'));
    const { name } = begun(ids, '1');
    const other = begun(ids, name);
    expect(other.name).not.toBe(name);
    expect(ids.sent(next(other.name))).toBe(next(name));
    expect(ids.arrived(complete('none'))).toEqual({ kind: 'of nothing' });
  });

  it('are in use until their operation is over', () => {
    const ids = operationIds();
    const { over } = begun(ids, '1');
    expect(ids.arrived(subscribe('1'))).toEqual({ kind: 'id in use', id: '1' });
    over();
    expect(begun(ids, '1').name).toBe('1');
  });
});
