import { expect, test } from 'vitest';
import { isActive } from './collection.ts';

const startsAt = '2026-12-01T00:00:00.000Z';
const endsAt = '2026-12-25T15:00:00.000Z';

test.each([
  [{ startsAt, endsAt }, '2026-11-30T23:59:59.999Z', false],
  [{ startsAt, endsAt }, '2026-12-01T00:00:00.000Z', true],
  [{ startsAt, endsAt }, '2026-12-25T14:59:59.999Z', true],
  [{ startsAt, endsAt }, '2026-12-25T15:00:00.000Z', false],
  [{ startsAt: null, endsAt }, '2020-01-01T00:00:00.000Z', true],
  [{ startsAt, endsAt: null }, '2099-01-01T00:00:00.000Z', true],
  [{ startsAt: null, endsAt: null }, '2026-01-01T00:00:00.000Z', true],
])('a campaign %j is seen at %s: %s', (campaign, now, isSeen) => {
  expect(isActive(campaign, new Date(now))).toBe(isSeen);
});
