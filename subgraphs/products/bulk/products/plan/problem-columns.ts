import type { InvalidField } from '@depachika/domain/problems.ts';
import type { LineReader } from '../../line-problem.ts';

/**
 * Says on the lines of a product which fields of it are not allowed. @param lines in the order in which rules saw the
 * variants @param attributes columns, in the order in which rules saw the attributes
 */
export function refuseFields(
  wrong: readonly InvalidField[],
  lines: readonly LineReader[],
  attributes: readonly string[] = [],
): void {
  for (const { field, allowed } of wrong) {
    const [, place, inVariant] = /^variants\.(\d+)\.(.+)$/.exec(field) ?? [];
    const line = lines[Number(place ?? 0)] ?? lines[0]!;
    line.refuse(columnOf(inVariant ?? field, attributes), allowed);
  }
}

function columnOf(field: string, attributes: readonly string[]): string {
  const [name = '', place, part = ''] = field.split('.');
  switch (name) {
    case 'categoryId':
      return 'category';
    case 'attributes':
      return attributes[Number(place)] ?? 'attributes';
    case 'options':
      return place === undefined
        ? 'option1_name_ja'
        : `option${Number(place) + 1}_${OPTION_PARTS[part] ?? 'value'}`;
    case 'optionValues':
    case 'optionValuesEn':
      return `option${Number(place ?? 0) + 1}_value`;
    case 'variants':
      return 'sku';
    default:
      return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  }
}

const OPTION_PARTS: Readonly<Record<string, string>> = {
  nameJa: 'name_ja',
  nameEn: 'name_en',
  values: 'value',
  valuesEn: 'value_en',
};
