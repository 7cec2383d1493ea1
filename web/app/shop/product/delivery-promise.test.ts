import { describe, expect, it } from 'vitest';
import { promiseEn } from '../../messages/en/promise.ts';
import { promiseJa } from '../../messages/ja/promise.ts';
import { deliveryPlace, rememberedPlace } from '../../session/delivery-place.ts';
import { type ProductPromise, promiseFor, promiseLine, type VariantPromise } from './delivery-promise.ts';

const PROMISE: VariantPromise = {
  variant: { id: 'var_1' },
  offered: true,
  reason: null,
  orderBy: '2026-11-22T07:00:00.000Z',
  minutesLeft: 151,
  feeYen: 440,
  leadTimeDays: 0,
  temperature: 'CHILLED',
  closedDays: [],
  promisedAt: '2026-11-22T04:28:30.000Z',
  validUntil: '2026-11-22T04:28:40.000Z',
  slots: [
    {
      id: 'slt_1',
      date: '2026-11-22',
      startsAt: '2026-11-22T09:00:00.000Z',
      endsAt: '2026-11-22T11:00:00.000Z',
    },
  ],
} as VariantPromise;

const japanese = (changes: Partial<VariantPromise> = {}, today = '2026-11-22') =>
  promiseLine({ best: { ...PROMISE, ...changes }, today }, 'ja', promiseJa);
const english = (changes: Partial<VariantPromise> = {}, today = '2026-11-22') =>
  promiseLine({ best: { ...PROMISE, ...changes }, today }, 'en', promiseEn);

describe('the line of a promise', () => {
  it('says how long there is to order, and when it comes then', () => {
    expect(japanese()).toBe('今から2時間31分以内のご注文で、本日18–20時にお届け');
    expect(english()).toBe('Order within 2 hr 31 min: with you today, 18:00–20:00');
  });

  it('says minutes alone in the last hour, and at once in the last minute', () => {
    expect(japanese({ minutesLeft: 59 })).toContain('今から59分以内');
    expect(english({ minutesLeft: 0 })).toContain('Order right now');
  });

  it('names the day when that is not today, and the moment when there is more than a day to order', () => {
    expect(japanese({}, '2026-11-21')).toContain('明日18–20時');
    expect(japanese({ minutesLeft: 2000 }, '2026-11-20')).toBe(
      '11月22日(日) 16:00までのご注文で、11月22日(日)18–20時にお届け',
    );
  });

  it('is none for what cannot come', () => {
    expect(japanese({ slots: [], orderBy: null })).toBeUndefined();
    expect(promiseLine({ best: null, today: '' }, 'ja', promiseJa)).toBeUndefined();
  });
});

describe('the promise of a product', () => {
  const page = (cookie?: string, search = '') =>
    new Request(`https://shop.example/ja/products/prd_1${search}`, { headers: cookie ? { cookie } : {} });
  const ask = (request: Request, answer: object | null): Promise<ProductPromise> => {
    const context = { get: () => ({ ask: async () => ({ deliveryPromise: answer }) }) };
    return promiseFor({ context: context as never, request }, ['var_1', 'var_2']);
  };

  it('is that of the variant that comes first', async () => {
    const later = {
      ...PROMISE,
      variant: { id: 'var_2' },
      slots: [{ ...PROMISE.slots[0]!, startsAt: '2026-11-23' }],
    };
    const refused = { ...PROMISE, slots: [] };
    const { best, today } = await ask(page('depachika-place=1040061'), [refused, later, PROMISE]);
    expect(best).toBe(PROMISE);
    expect(today).toBe('2026-11-22');
  });

  it('is not asked for before the visitor has said where, and is away with its domain', async () => {
    expect(await ask(page(), [PROMISE])).toMatchObject({ code: undefined, best: null });
    expect(await ask(page('depachika-place=104%3Cb%3E'), [PROMISE])).toMatchObject({ code: undefined });
    expect(await ask(page('depachika-place=1040061'), null)).toMatchObject({ code: '1040061', best: null });
    expect(await ask(page(undefined, '?place=unknown'), null)).toMatchObject({ isUnknown: true });
  });
});

describe('the place that a browser remembers', () => {
  it('is seven digits in a cookie that no script reads, sent by HTTPS alone where the shop is', () => {
    const cookie = rememberedPlace('1040061', 'https://shop.example');
    expect(cookie).toMatch(/^depachika-place=1040061; .*HttpOnly.*Secure.*SameSite=Lax/);
    expect(rememberedPlace('1040061', 'http://localhost:8080')).not.toContain('Secure');
    const request = new Request('https://shop.example/', { headers: { cookie: cookie.split(';')[0]! } });
    expect(deliveryPlace(request)).toBe('1040061');
  });
});
