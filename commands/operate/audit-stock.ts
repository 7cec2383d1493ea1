import { auditText } from '@depachika/inventory/audit/stock-audit.ts';
import { auditStock } from '@depachika/inventory/audit/stock-audit-reader.ts';
import { runAuditCommand } from './audit-command.ts';

process.exitCode = await runAuditCommand({
  what: 'Stock',
  command: 'npm run audit:stock',
  proves: `Proves for every stock level, at one instant, that the pieces on hand are the sum of its movements and the pieces
reserved the sum of its active reservations. Works while the shop runs.`,
  nothingYet: 'There is no stock in this database yet',
  service: 'inventory',
  audit: auditStock,
  text: auditText,
});
