import { runAuditCommand } from '@depachika/database/audit-command.ts';
import { auditStock, auditText } from './audit.ts';

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
