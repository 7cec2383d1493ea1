import { type InvalidInput, invalidInput } from '@depachika/domain/problems.ts';
import type { ProductStatus } from '../catalogue/product.ts';
import { messages } from '../messages/messages.ts';

/** Where a product stands in its life, as staff see it. */
export type ProductStage = 'DRAFT' | 'SCHEDULED' | 'PUBLISHED' | 'ARCHIVED';

/** What a product does by itself. */
export interface Schedule {
  readonly publishAt: Date | null;
  readonly unpublishAt: Date | null;
}

export const NO_SCHEDULE: Schedule = { publishAt: null, unpublishAt: null };

/** What may be scheduled of a product with this status; which status may follow which, STATUS_CHANGES says. */
export const SCHEDULES: Readonly<
  Record<ProductStatus, { readonly publishAt: boolean; readonly unpublishAt: 'ANY' | 'AFTER_PUBLISHING' }>
> = {
  DRAFT: { publishAt: true, unpublishAt: 'AFTER_PUBLISHING' },
  ACTIVE: { publishAt: false, unpublishAt: 'ANY' },
  WITHDRAWN: { publishAt: true, unpublishAt: 'AFTER_PUBLISHING' },
};

/** SCHEDULED is no status of its own: to customers the product is not on sale, like before. */
export function stageOf(status: ProductStatus, schedule: Schedule | undefined): ProductStage {
  if (status === 'ACTIVE') return 'PUBLISHED';
  if (schedule?.publishAt) return 'SCHEDULED';
  return status === 'DRAFT' ? 'DRAFT' : 'ARCHIVED';
}

/** @returns undefined for a schedule that a product of this status may have */
export function checkSchedule(
  status: ProductStatus,
  { publishAt, unpublishAt }: Schedule,
  now: Date,
): InvalidInput | undefined {
  const may = SCHEDULES[status];
  if (publishAt && !may.publishAt) return invalidInput('publishAt', messages.allowed.notYetOnSale);
  if (publishAt && publishAt <= now) return invalidInput('publishAt', messages.allowed.momentToCome);
  if (!unpublishAt) return undefined;
  if (!publishAt && may.unpublishAt === 'AFTER_PUBLISHING')
    return invalidInput('unpublishAt', messages.allowed.endOfSelling);
  if (unpublishAt <= (publishAt ?? now)) return invalidInput('unpublishAt', messages.allowed.endOfSelling);
  return undefined;
}

/** What is left of a schedule when somebody gives the product another status. */
export function scheduleUnder(status: ProductStatus, { publishAt, unpublishAt }: Schedule): Schedule {
  switch (status) {
    case 'DRAFT':
      return { publishAt, unpublishAt };
    case 'ACTIVE':
      return { publishAt: null, unpublishAt };
    case 'WITHDRAWN':
      return NO_SCHEDULE;
  }
}

/** When a schedule has something to do next; undefined: never. */
export function nextMoment({ publishAt, unpublishAt }: Schedule): Date | undefined {
  return publishAt ?? unpublishAt ?? undefined;
}

export interface DueStep {
  readonly status: ProductStatus;
  readonly schedule: Schedule;
}

/** What a schedule makes of its product by now; undefined: nothing yet. Both moments may be over when nobody was there. */
export function dueStep({ publishAt, unpublishAt }: Schedule, now: Date): DueStep | undefined {
  if (unpublishAt && unpublishAt <= now) return { status: 'WITHDRAWN', schedule: NO_SCHEDULE };
  if (publishAt && publishAt <= now) return { status: 'ACTIVE', schedule: { publishAt: null, unpublishAt } };
  return undefined;
}
