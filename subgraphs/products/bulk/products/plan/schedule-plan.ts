import type { CategoryRecord } from '../../../catalogue/category.ts';
import type { ProductStatus } from '../../../catalogue/product.ts';
import { wrongIn } from '../../../editing/product-input.ts';
import { checkSchedule, type Schedule, scheduleUnder } from '../../../lifecycle/publication-rules.ts';
import { messages } from '../../../messages/messages.ts';
import type { LineReader } from '../../line-problem.ts';
import type { ProductCells } from '../product-cells.ts';
import { CHECKED } from './plan-parts.ts';
import { refuseFields } from './problem-columns.ts';

/** What a line makes of when its product goes on sale and leaves it by itself; what is not allowed is refused on the line. */
export function planSchedule(
  line: LineReader,
  { schedule: said }: ProductCells,
  {
    known,
    statusBefore,
    status,
    category,
    now,
  }: {
    readonly known: Schedule;
    /** That the product has; undefined of a new one. */
    readonly statusBefore: ProductStatus | undefined;
    /** That the product is to have. */
    readonly status: ProductStatus;
    readonly category: Pick<CategoryRecord, 'retired'> | undefined;
    readonly now: Date;
  },
): Schedule {
  // A change of the status ends what it ends; what is withdrawn already may be to come back.
  const kept = status === statusBefore ? known : scheduleUnder(status, known);
  const wanted: Schedule = {
    publishAt: said.publishAt === undefined ? kept.publishAt : said.publishAt,
    unpublishAt: said.unpublishAt === undefined ? kept.unpublishAt : said.unpublishAt,
  };
  // What the shop has already was right when it was written, also when its moment is over and nobody was there.
  if (isSameSchedule(wanted, kept)) return kept;
  refuseFields(wrongIn(checkSchedule(status, wanted, now) ?? CHECKED), [line]);
  if (wanted.publishAt && category?.retired) line.refuse('publish_at', messages.allowed.categoryToSell);
  return wanted;
}

export function isSameSchedule(one: Schedule, other: Schedule): boolean {
  return (
    one.publishAt?.getTime() === other.publishAt?.getTime() &&
    one.unpublishAt?.getTime() === other.unpublishAt?.getTime()
  );
}
