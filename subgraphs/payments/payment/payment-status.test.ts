import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { paymentTransitionsAsMarkdown } from './payment-status.ts';

it("the table of a payment's statuses is what the documentation prints beside the order's", () => {
  const documentation = readFileSync(new URL('../../../docs/order-status.md', import.meta.url), 'utf8');
  expect(documentation).toContain(paymentTransitionsAsMarkdown());
});
