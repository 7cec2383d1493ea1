import { toUUID } from 'typeid-js';
import { expect, it } from 'vitest';
import { isId } from './ids.ts';
import { newRequestId } from './request-ids.ts';

it('ids of requests are UUIDs of version 7, of their time, and each another', () => {
  const ids = Array.from({ length: 5_000 }, () => newRequestId());
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) {
    expect(isId('req', id)).toBe(true);
  }
  const uuid = (ms: number) => toUUID(newRequestId(ms) as never);
  expect(uuid(0x0123456789ab)).toMatch(/^01234567-89ab-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(newRequestId(1_000_000_000_000) < newRequestId(1_000_000_000_001)).toBe(true);
});
