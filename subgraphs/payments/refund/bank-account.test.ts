import { describe, expect, it } from 'vitest';
import { bankAccountProblem, normalisedAccount } from './bank-account.ts';

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

  it('is read as it is typed: full width digits, hiragana, Latin letters', () => {
    const typed = {
      ...account,
      bankCode: '０００１',
      branchCode: '００１',
      accountNumber: '１２３４５６７',
      holderKana: 'しみず　Hanako２',
    };
    expect(bankAccountProblem(typed)).toBeUndefined();
    expect(normalisedAccount(typed)).toEqual({ ...account, holderKana: 'シミズ HANAKO2' });
  });

  it('names every field that is wrong', () => {
    expect(bankAccountProblem({ ...account, bankCode: '1', holderKana: '花子' })).toMatchObject({
      field: 'bankCode',
      others: [{ field: 'holderKana' }],
    });
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
