import { auditMoney, moneyText } from '@depachika/payments/audit/audit.ts';
import { auditCommand } from '../audit-command.ts';
import { runCommand } from '../command.ts';

export const command = auditCommand({
  name: 'audit:money',
  summary: 'proves that points, payments and refunds are right',
  what: 'Money',
  proves: `Proves at one instant that points balance to zero, that every customer's balance, lots, holds and awards
    agree, that what was awarded for refunded orders was taken back or is owed, and that every payment and refund stands
    in the payment provider's books as it does in the shop's. Names what the shop owes and what it is owed, right or wrong.`,
  nothingYet: 'There are no payments in this database yet',
  service: 'payments',
  audit: auditMoney,
  text: moneyText,
});

if (import.meta.main) await runCommand(command);
