import { afterEach, describe, expect, it } from 'vitest';
import { daysFrom } from '../shop/listing/delivery-choice.ts';
import { dateIn, dayOf, dayOfYear, lastDayBefore, moment, timeOfDay } from './times.ts';

const DateTimeFormat = Intl.DateTimeFormat;
const AT = '2026-11-26T05:05:00Z';

describe('times in the words of a page', () => {
  afterEach(() => {
    Intl.DateTimeFormat = DateTimeFormat;
  });

  it('are those of Japan, in either language', () => {
    expect(timeOfDay('ja', AT)).toBe('14:05');
    expect(moment('ja', AT)).toBe('11月26日(木) 14:05');
    expect(moment('en', AT)).toBe('Thu 26 November at 14:05');
    expect(dayOf('ja', '2026-11-26')).toBe('11月26日(木)');
    expect(dayOf('en', '2026-11-26')).toBe('Thu 26 November');
    expect(dayOfYear('ja', AT)).toBe('2026年11月26日');
    expect(lastDayBefore('en', '2026-12-31T15:00:00Z')).toBe('31 December 2026');
    expect(dateIn('2026-11-26T15:00:00Z')).toBe('2026-11-27');
  });

  it('are written by nine formatters, however many pages show them', () => {
    let made = 0;
    Intl.DateTimeFormat = new Proxy(DateTimeFormat, {
      construct(target, args) {
        made += 1;
        return Reflect.construct(target, args);
      },
    });
    const pages = Array.from({ length: 100 }, (_, page) => new Date(Date.parse(AT) + page * 3_600_000));
    for (const at of pages)
      for (const language of ['ja', 'en'] as const) {
        const instant = at.toISOString();
        for (const show of [timeOfDay, moment, dayOfYear, lastDayBefore]) show(language, instant);
        dayOf(language, dateIn(instant));
        daysFrom(at, 7);
      }
    expect(made).toBeLessThanOrEqual(9);
  });
});
