import { expect, it } from 'vitest';
import { postalDigits } from './postal-code.ts';

it.each([
  ...[
    '1030022',
    '103-0022',
    '１０３－００２２',
    '１０３００２２',
    '１０３−００２２',
    '１０３ー００２２',
    '103‐0022',
  ],
  ...['〒103-0022', ' 〒 103 0022 ', '103ｰ0022', '１０３―００２２'],
])('reads %s as a postal code', (typed) => {
  expect(postalDigits(typed)).toBe('1030022');
});

it.each(['', '103', '10300222', '1-030022', '103/0022', '一〇三', `1030022${' '.repeat(20)}`])(
  'does not take %j for one',
  (typed) => {
    expect(postalDigits(typed)).toBeUndefined();
  },
);
