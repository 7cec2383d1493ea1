import { auditText } from '@depachika/inventory/audit/stock-audit.ts';
import { auditStock } from '@depachika/inventory/audit/stock-audit-reader.ts';
import { auditCommand } from '../audit-command.ts';
import { runCommand } from '../command.ts';

export const command = auditCommand({
  name: 'audit:stock',
  summary: 'proves that the stock books are right',
  what: 'Stock',
  proves: `Proves for every stock level, at one instant, that the pieces on hand are the sum of its movements and the
    pieces reserved the sum of its active reservations; and for goods that came back or were lost that the movements say
    what was decided of them.`,
  nothingYet: 'There is no stock in this database yet',
  service: 'inventory',
  audit: auditStock,
  text: auditText,
});

if (import.meta.main) await runCommand(command);
