import { auditMoney, moneyText } from '@depachika/payments/audit/audit.ts';
import { runAuditCommand } from './audit-command.ts';

process.exitCode = await runAuditCommand({
  what: 'Money',
  command: 'npm run audit:money',
  proves: `Proves at one instant that points balance to zero, that every customer's balance, lots, holds and awards agree, and
that every payment and refund stands in the payment provider's books as it does in the shop's. Works while the shop runs.`,
  nothingYet: 'There are no payments in this database yet',
  service: 'payments',
  audit: auditMoney,
  text: moneyText,
});
