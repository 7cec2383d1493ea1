import { describe, expect, it } from 'vitest';
import { isId, newId } from './ids.ts';

describe('ids', () => {
  it('say what they are ids of', () => {
    expect(isId('ord', newId('ord'))).toBe(true);
    expect(isId('usr', newId('ord'))).toBe(false);
    expect(isId('ord', 'ord_1')).toBe(false);
    expect(isId('ord', `${newId('ord')}; drop table orders`)).toBe(false);
  });
});
