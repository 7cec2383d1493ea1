import { describe, expect, test } from 'vitest';
import type { ProductStatus } from '../../../catalogue/product.ts';
import { NO_SCHEDULE, type Schedule } from '../../../lifecycle/publication-rules.ts';
import { lineReader } from '../../line-problem.ts';
import { readProductCells } from '../product-cells.ts';
import { planSchedule } from './schedule-plan.ts';

const NOW = new Date('2026-06-01T00:00:00Z');
const TO_COME = {
  publishAt: new Date('2026-07-01T01:00:00Z'),
  unpublishAt: new Date('2026-08-01T01:00:00Z'),
};
const OVERDUE = { publishAt: new Date('2026-05-01T01:00:00Z'), unpublishAt: null };
const WRITTEN = { publish_at: '2026-07-01 10:00', unpublish_at: '2026-08-01 10:00' };

/** What a line with these cells makes of a schedule, or the columns that are refused. */
function planned(
  cells: Readonly<Record<string, string>>,
  product: {
    readonly known: Schedule;
    readonly statusBefore: ProductStatus;
    readonly status?: ProductStatus;
    readonly retired?: boolean;
  },
) {
  const { known, statusBefore, status = statusBefore, retired = false } = product;
  const byColumn = new Map(Object.entries({ sku: 'A-1', ...cells }));
  const line = lineReader({ line: 2, cells: byColumn, problems: [], isMisfit: false });
  const read = readProductCells(line, { definitions: [], labels: [] });
  const schedule = planSchedule(line, read, {
    ...{ known, statusBefore, status },
    ...{ category: { retired }, now: NOW },
  });
  return line.problems.length > 0 ? line.problems.map(({ column }) => column) : schedule;
}

describe.each(['DRAFT', 'WITHDRAWN'] as const)(
  'a product that is %s and is to go on sale',
  (statusBefore) => {
    test('keeps when it does, where a file does not say so', () => {
      expect(planned({}, { known: TO_COME, statusBefore })).toEqual(TO_COME);
      expect(planned({ unpublish_at: '' }, { known: TO_COME, statusBefore })).toEqual({
        ...TO_COME,
        unpublishAt: null,
      });
    });

    test('does so no more where a file says so', () => {
      expect(planned({ publish_at: '', unpublish_at: '' }, { known: TO_COME, statusBefore })).toEqual(
        NO_SCHEDULE,
      );
    });

    test('is read again as it was written, also overdue or in a category that is retired', () => {
      const overdue = { publish_at: '2026-05-01 10:00', unpublish_at: '' };
      expect(planned(overdue, { known: OVERDUE, statusBefore })).toEqual(OVERDUE);
      expect(planned(WRITTEN, { known: TO_COME, statusBefore, retired: true })).toEqual(TO_COME);
      expect(planned({}, { known: TO_COME, statusBefore, retired: true })).toEqual(TO_COME);
    });

    test('is not given a moment that is over, nor one in a category that is retired', () => {
      const known = NO_SCHEDULE;
      expect(planned({ publish_at: '2026-05-01 10:00' }, { known, statusBefore })).toEqual(['publish_at']);
      expect(planned(WRITTEN, { known, statusBefore, retired: true })).toEqual(['publish_at']);
    });
  },
);

test('a product that a file withdraws or puts on sale keeps of its schedule what that leaves', () => {
  expect(planned({}, { known: TO_COME, statusBefore: 'DRAFT', status: 'WITHDRAWN' })).toEqual(NO_SCHEDULE);
  const onSale = { publishAt: null, unpublishAt: TO_COME.unpublishAt };
  for (const statusBefore of ['DRAFT', 'WITHDRAWN'] as const)
    expect(planned({}, { known: TO_COME, statusBefore, status: 'ACTIVE' })).toEqual(onSale);
});
