import { anyInvalid, type InvalidField, type InvalidInput } from '@depachika/domain/problems.ts';
import { accountHolder, fixedDigits } from '@depachika/text/japanese.ts';
import { messages } from '../messages/messages.ts';

/** Where money goes back to that cannot go back the way it came. */
export interface BankAccount {
  readonly bankCode: string;
  readonly branchCode: string;
  readonly accountType: 'ORDINARY' | 'CURRENT';
  readonly accountNumber: string;
  readonly holderKana: string;
}

/** The fields of a Japanese bank account that cannot be right. */
export function bankAccountProblem(account: BankAccount): InvalidInput | undefined {
  const read = fieldsOf(account);
  return anyInvalid(ALLOWED.filter(({ field }) => read[field] === undefined));
}

/** The account as banks read it: plain digits, and the holder in katakana and capitals. It has no problem. */
export function normalisedAccount(account: BankAccount): BankAccount {
  return { ...account, ...fieldsOf(account) } as BankAccount;
}

function fieldsOf({ bankCode, branchCode, accountNumber, holderKana }: BankAccount) {
  return {
    bankCode: fixedDigits(bankCode, 4),
    branchCode: fixedDigits(branchCode, 3),
    accountNumber: fixedDigits(accountNumber, 7),
    holderKana: accountHolder(holderKana, { min: 1, max: 48 }),
  };
}

const ALLOWED: readonly (InvalidField & { readonly field: keyof ReturnType<typeof fieldsOf> })[] = [
  { field: 'bankCode', allowed: messages.allowed.bankCode },
  { field: 'branchCode', allowed: messages.allowed.branchCode },
  { field: 'accountNumber', allowed: messages.allowed.accountNumber },
  { field: 'holderKana', allowed: messages.allowed.holderKana },
];
