import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import {
  KONBINI_GRACE_MS,
  KONBINI_MARGIN_MS,
  KONBINI_MAX_YEN,
  KONBINI_MIN_TIME_MS,
  KONBINI_MIN_YEN,
} from '../payment/offer-methods.ts';
import { REFUND_ACCOUNT_DAYS } from '../refund/refund.ts';
import { SANDBOX_CARDS } from './sandbox-cards.ts';

const page = readFileSync(new URL('../../../docs/sandbox-payments.md', import.meta.url), 'utf8');
const words = page.replace(/\s+/g, ' ');

it('the documented cards are those that the sandbox knows', () => {
  const rows = [...page.matchAll(/^\| (\d{12,19}) \| (.+) \|$/gm)].map(([, number, what]) => ({
    number,
    what,
  }));
  expect(rows).toEqual(SANDBOX_CARDS.map(({ number, what }) => ({ number, what })));
});

it('the documented limits are those that hold', () => {
  expect(words).toContain(`${KONBINI_MIN_YEN} to ${KONBINI_MAX_YEN.toLocaleString('en')} yen`);
  expect(words).toContain(`${KONBINI_GRACE_MS / 60_000} minutes of grace`);
  expect(words).toContain(`${KONBINI_MARGIN_MS / 60_000} minutes for the notification`);
  expect(words).toContain('less than two hours');
  expect(KONBINI_MIN_TIME_MS).toBe(2 * 60 * 60_000);
  expect(words).toContain(`within ${REFUND_ACCOUNT_DAYS} days`);
});
