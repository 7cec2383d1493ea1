import { describe, expect, it } from 'vitest';
import {
  checkSchedule,
  dueStep,
  NO_SCHEDULE,
  nextMoment,
  scheduleUnder,
  stageOf,
} from './publication-rules.ts';

const at = (time: string) => new Date(`2026-12-01T${time}Z`);
const [now, soon, later] = [at('00:00:00'), at('01:00:00'), at('02:00:00')];

describe('the stage of a product', () => {
  it('is scheduled only while it is not on sale and will be', () => {
    expect(stageOf('DRAFT', undefined)).toBe('DRAFT');
    expect(stageOf('DRAFT', { publishAt: soon, unpublishAt: null })).toBe('SCHEDULED');
    expect(stageOf('WITHDRAWN', { publishAt: soon, unpublishAt: null })).toBe('SCHEDULED');
    expect(stageOf('ACTIVE', { publishAt: null, unpublishAt: later })).toBe('PUBLISHED');
    expect(stageOf('WITHDRAWN', NO_SCHEDULE)).toBe('ARCHIVED');
  });
});

describe('a schedule', () => {
  it.each([
    ['DRAFT', { publishAt: soon, unpublishAt: null }, undefined],
    ['DRAFT', { publishAt: soon, unpublishAt: later }, undefined],
    ['WITHDRAWN', { publishAt: soon, unpublishAt: later }, undefined],
    ['ACTIVE', { publishAt: null, unpublishAt: soon }, undefined],
    ['ACTIVE', NO_SCHEDULE, undefined],
    ['ACTIVE', { publishAt: soon, unpublishAt: null }, 'publishAt'],
    ['DRAFT', { publishAt: now, unpublishAt: null }, 'publishAt'],
    ['DRAFT', { publishAt: null, unpublishAt: soon }, 'unpublishAt'],
    ['DRAFT', { publishAt: soon, unpublishAt: soon }, 'unpublishAt'],
    ['ACTIVE', { publishAt: null, unpublishAt: now }, 'unpublishAt'],
  ] as const)('of a product that is %s may be %j, or is refused for %s', (status, schedule, field) => {
    expect(checkSchedule(status, schedule, now)?.field).toBe(field);
  });

  it('keeps only what goes with the status that somebody gives the product', () => {
    const both = { publishAt: soon, unpublishAt: later };
    expect(scheduleUnder('DRAFT', both)).toEqual(both);
    expect(scheduleUnder('ACTIVE', both)).toEqual({ publishAt: null, unpublishAt: later });
    expect(scheduleUnder('WITHDRAWN', both)).toEqual(NO_SCHEDULE);
  });

  it('publishes at its moment and not a millisecond before, then waits for its end', () => {
    const both = { publishAt: soon, unpublishAt: later };
    expect(dueStep(both, new Date(soon.getTime() - 1))).toBeUndefined();
    const step = dueStep(both, soon)!;
    expect(step).toEqual({ status: 'ACTIVE', schedule: { publishAt: null, unpublishAt: later } });
    expect(nextMoment(step.schedule)).toEqual(later);
    expect(dueStep(step.schedule, later)).toEqual({ status: 'WITHDRAWN', schedule: NO_SCHEDULE });
  });

  it('does not publish what should have ended while nobody was there', () => {
    expect(dueStep({ publishAt: soon, unpublishAt: later }, later)?.status).toBe('WITHDRAWN');
  });
});
