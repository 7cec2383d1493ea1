import { PAYMENT_TRANSITIONS } from './payment.ts';

/** The table of a payment's statuses as the documentation prints it, beside the order's. */
export function paymentTransitionsAsMarkdown(): string {
  const rows = Object.entries(PAYMENT_TRANSITIONS).map(
    ([from, to]) => `| ${from} | ${to.length === 0 ? '– (final)' : to.join(', ')} |`,
  );
  return ['| from | to |', '|---|---|', ...rows].join('\n');
}
