import { expect, it } from 'vitest';
import { deletionOf } from './deletion-rules.ts';

it('customers delete their accounts, and who works in the shop gives that up first', () => {
  expect(deletionOf({ role: 'CUSTOMER' })).toEqual({ kind: 'deletable' });
  for (const role of ['STAFF', 'ADMIN'] as const)
    expect(deletionOf({ role })).toEqual({ kind: 'staffAccount', role });
});
