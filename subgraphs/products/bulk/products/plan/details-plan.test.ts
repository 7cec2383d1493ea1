import { describe, expect, test } from 'vitest';
import type { AttributeDefinition, AttributeValues } from '../../../attributes/attribute.ts';
import { NO_DETAILS } from '../../../details/product-details.ts';
import { NO_SCHEDULE } from '../../../lifecycle/publication-rules.ts';
import { lineReader } from '../../line-problem.ts';
import { readProductCells } from '../product-cells.ts';
import { productColumns } from '../product-columns.ts';
import { planDetails } from './details-plan.ts';

const ORIGIN = definition('origin', 'TEXT');
const DEGREES = definition('degrees', 'NUMBER');

function definition(code: string, kind: AttributeDefinition['kind']): AttributeDefinition {
  const texts = { nameJa: code, nameEn: code, unitJa: '', unitEn: '' };
  return { code, kind, ...texts, choices: [], filterable: false, retired: false, version: 1 };
}

/** What a line with these cells makes of a product's attributes, or the columns that are refused. */
function planned(
  cells: Readonly<Record<string, string>>,
  known: AttributeValues,
  definitions: readonly AttributeDefinition[] = [ORIGIN, DEGREES],
) {
  const byColumn = new Map(Object.entries({ sku: 'A-1', ...cells }));
  const line = lineReader({ line: 2, cells: byColumn, problems: [], isMisfit: false });
  const vocabulary = { definitions, labels: [] };
  const plan = planDetails(line, readProductCells(line, vocabulary), {
    details: { ...NO_DETAILS, attributes: known },
    vocabulary,
    ...{ now: new Date(0), known: undefined, mayAdd: true },
    ...{ categoryOf: () => undefined, slugOwner: () => undefined },
    ...{ schedule: NO_SCHEDULE, placed: undefined },
  });
  return plan?.attributes ?? line.problems.map(({ column }) => column);
}

const UJI = { origin: { ja: '宇治', en: 'Uji' } };

describe('a retired attribute', () => {
  const definitions = [{ ...ORIGIN, retired: true }, DEGREES];

  test('keeps what a product says of it, whatever an older file says', () => {
    const known = { ...UJI, degrees: 12 };
    for (const origin of ['静岡', ''])
      expect(
        planned({ 'attribute.origin.ja': origin, 'attribute.degrees': '13' }, known, definitions),
      ).toEqual({
        ...UJI,
        degrees: 13,
      });
    expect(planned({ 'attribute.origin.ja': '静岡' }, {}, definitions)).toEqual({});
  });

  test('has no column in what is written', () => {
    const names = productColumns(definitions).columns.map(({ name }) => name);
    expect(names).toContain('attribute.degrees');
    expect(names).not.toContain('attribute.origin.ja');
  });
});

describe('a text of an attribute', () => {
  test('keeps the language that the file has no column for', () => {
    expect(planned({ 'attribute.origin.ja': '静岡' }, UJI)).toEqual({ origin: { ja: '静岡', en: 'Uji' } });
    expect(planned({ 'attribute.origin.en': 'Uji, Kyoto' }, UJI)).toEqual({
      origin: { ja: '宇治', en: 'Uji, Kyoto' },
    });
    expect(planned({ 'attribute.origin.en': '' }, UJI)).toEqual({ origin: { ja: '宇治', en: '' } });
  });

  test('is new with one language, and is needed in Japanese', () => {
    expect(planned({ 'attribute.origin.ja': '宇治' }, {})).toEqual({ origin: { ja: '宇治', en: '' } });
    expect(planned({ 'attribute.origin.en': 'Uji' }, {})).toEqual(['attribute.origin.en']);
    expect(planned({ 'attribute.origin.ja': '' }, UJI)).toEqual(['attribute.origin.ja']);
  });

  test('goes once nothing is left of it', () => {
    const known = { ...UJI, degrees: 12 };
    expect(planned({ 'attribute.origin.ja': '', 'attribute.origin.en': ' ' }, known)).toEqual({
      degrees: 12,
    });
    const inJapanese = { origin: { ja: '宇治', en: '' }, degrees: 12 };
    expect(planned({ 'attribute.origin.ja': '' }, inJapanese)).toEqual({ degrees: 12 });
    expect(planned({ 'attribute.degrees': '' }, known)).toEqual(UJI);
  });
});
