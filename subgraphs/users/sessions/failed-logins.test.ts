import { describe, expect, it } from 'vitest';
import { lockMs } from './failed-logins.ts';

describe('login delay', () => {
  it('begins with the fifth failure and doubles up to 15 minutes', () => {
    expect([1, 4, 5, 6, 9, 10, 1_000_000].map(lockMs)).toEqual([
      0, 0, 30_000, 60_000, 480_000, 900_000, 900_000,
    ]);
  });
});
