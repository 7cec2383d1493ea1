import { type InvalidInput, invalidInput } from '@depachika/domain/problems.ts';
import { readLine } from '@depachika/text/text.ts';

/** Where konbini money goes back to. */
export interface BankAccount {
  readonly bankCode: string;
  readonly branchCode: string;
  readonly accountType: 'ORDINARY' | 'CURRENT';
  readonly accountNumber: string;
  readonly holderKana: string;
}

/** The first field of a Japanese bank account that cannot be right. */
export function bankAccountProblem(account: BankAccount): InvalidInput | undefined {
  if (!/^\d{4}$/.test(account.bankCode)) return invalidInput('bankCode', 'four digits');
  if (!/^\d{3}$/.test(account.branchCode)) return invalidInput('branchCode', 'three digits');
  if (!/^\d{7}$/.test(account.accountNumber)) return invalidInput('accountNumber', 'seven digits');
  if (!/^[ァ-ヶー・ ().-]+$/.test(holderOf(account))) {
    return invalidInput('holderKana', '1 to 48 characters of katakana');
  }
  return undefined;
}

/** The holder's name in full width, as banks read it; empty when it cannot be one. */
export function holderOf(account: BankAccount): string {
  return readLine(account.holderKana, { min: 1, max: 48 }, 'NFKC') ?? '';
}
