import { describe, expect, it } from 'vitest';
import { bankAccountProblem } from './bank-account.ts';

describe('a bank account', () => {
  const account = {
    bankCode: '0001',
    branchCode: '001',
    accountType: 'ORDINARY',
    accountNumber: '1234567',
    holderKana: 'シミズ ハナコ',
  } as const;

  it('in Japan is right, in full or half width kana', () => {
    expect(bankAccountProblem(account)).toBeUndefined();
    expect(bankAccountProblem({ ...account, holderKana: 'ｶ)ﾃﾞﾊﾟﾁｶ' })).toBeUndefined();
  });

  it.each([
    ['bankCode', { bankCode: '001' }],
    ['branchCode', { branchCode: '0001' }],
    ['accountNumber', { accountNumber: '123456' }],
    ['holderKana', { holderKana: '清水 花子' }],
    ['holderKana', { holderKana: '' }],
    ['holderKana', { holderKana: 'ア'.repeat(49) }],
  ])('with a wrong %s says so: %o', (field, changes) => {
    expect(bankAccountProblem({ ...account, ...changes })).toMatchObject({ field });
  });
});
