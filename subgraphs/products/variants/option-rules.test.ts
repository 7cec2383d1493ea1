import { describe, expect, it } from 'vitest';
import { type OptionEdit, reviseOptions } from './option-rules.ts';

const size = { nameJa: 'サイズ', nameEn: 'Size', values: ['S', 'M', 'L'] };
const colour = { nameJa: '色', nameEn: 'Colour', values: ['紺', '白'], valuesEn: ['Navy', 'White'] };
const variants = [
  ['S', '紺'],
  ['M', '紺'],
  ['S', '白'],
];
const kept = (values: readonly string[]) =>
  values.map((value) => ({ was: value, value, valueEn: undefined }));
const sizes: OptionEdit = { ...size, was: 0, values: kept(size.values), valueOfAll: undefined };
const colours: OptionEdit = { ...colour, was: 1, values: kept(colour.values), valueOfAll: undefined };
const revise = (...edits: OptionEdit[]) => reviseOptions([size, colour], variants, edits);

describe('options', () => {
  it('change places, and the values of variants with them', () => {
    expect(revise(colours, sizes)).toEqual({
      kind: 'revised',
      options: [colour, size],
      optionValues: [
        ['紺', 'S'],
        ['紺', 'M'],
        ['白', 'S'],
      ],
    });
  });

  it('are renamed with their values, which may change names among themselves', () => {
    const swapped = [
      { was: 'M', value: 'S', valueEn: 'Small' },
      { was: 'S', value: 'M', valueEn: undefined },
    ];
    expect(revise({ ...sizes, nameJa: '大きさ', values: swapped }, colours)).toMatchObject({
      options: [{ nameJa: '大きさ', values: ['S', 'M'], valuesEn: ['Small', 'M'] }, colour],
      optionValues: [
        ['M', '紺'],
        ['S', '紺'],
        ['M', '白'],
      ],
    });
  });

  it('keep their English through a new name in Japanese', () => {
    const darker = {
      ...colours,
      values: [{ was: '紺', value: '濃紺', valueEn: undefined }, kept(['白'])[0]!],
    };
    expect(revise(sizes, darker)).toMatchObject({
      options: [size, { values: ['濃紺', '白'], valuesEn: ['Navy', 'White'] }],
    });
  });

  it('are added with a value that every variant has from then on', () => {
    const wrapping: OptionEdit = {
      ...{ was: undefined, nameJa: '包装', nameEn: 'Wrapping', valueOfAll: 'なし' },
      values: [
        { was: undefined, value: 'なし', valueEn: 'None' },
        { was: undefined, value: '和紙', valueEn: 'Washi' },
      ],
    };
    expect(revise(sizes, colours, wrapping)).toMatchObject({
      optionValues: [
        ['S', '紺', 'なし'],
        ['M', '紺', 'なし'],
        ['S', '白', 'なし'],
      ],
    });
    expect(revise(sizes, colours, { ...wrapping, valueOfAll: '布' })).toMatchObject({
      field: 'options.2.valueOfAll',
    });
    expect(revise(sizes, colours, { ...wrapping, valueOfAll: undefined })).toMatchObject({
      field: 'options.2.valueOfAll',
    });
  });

  it('lose a value that no variant has, and none that one has', () => {
    expect(revise({ ...sizes, values: kept(['M', 'S']) }, colours)).toMatchObject({ kind: 'revised' });
    expect(revise({ ...sizes, values: kept(['S', 'L']) }, colours)).toMatchObject({
      field: 'options.0.values',
    });
  });

  it.each([
    ['an option is left out', [sizes]],
    ['an option stands twice', [sizes, sizes]],
    ['an option is none of now', [sizes, { ...colours, was: 2 }]],
  ])('are refused when %s', (_, edits) => {
    expect(revise(...edits)).toMatchObject({ kind: 'invalidInput', field: 'options' });
  });

  it('are refused with one name for two values, and with a value that there is not', () => {
    const twice = kept(['S', 'M', 'L']).map((value) => ({ ...value, value: 'S' }));
    expect(revise({ ...sizes, values: twice }, colours)).toMatchObject({ field: 'options.0.values' });
    const unknown = [...kept(['S', 'M']), { was: 'XL', value: 'XL', valueEn: undefined }];
    expect(revise({ ...sizes, values: unknown }, colours)).toMatchObject({ field: 'options.0.values' });
  });
});
