import type { AttributeValue, AttributeValues } from '../../../attributes/attribute.ts';
import type { ValueInput } from '../../../attributes/attribute-input.ts';
import { readDetails } from '../../../details/details-input.ts';
import type { ProductDetails } from '../../../details/product-details.ts';
import { wrongIn } from '../../../editing/product-input.ts';
import type { LineReader } from '../../line-problem.ts';
import type { ProductCells } from '../product-cells.ts';
import { withoutUndefined } from './plan-parts.ts';
import type { ProductFacts } from './planned-product.ts';
import { refuseFields } from './problem-columns.ts';

/** The details with what the line says written over them; undefined when something of it is refused. */
export function planDetails(
  line: LineReader,
  cells: ProductCells,
  { details, vocabulary }: ProductFacts,
): ProductDetails | undefined {
  const columns = [...cells.attributes.keys()].map(
    (code) => line.columns().find((name) => isOf(name, code))!,
  );
  const said = new Map(
    [...cells.attributes].map(([code, value]) => [
      code,
      value && inBothLanguages(value, details.attributes[code]),
    ]),
  );
  const given = [...said.values()];
  const attributes = given.filter((value) => value !== undefined);
  const read = readDetails({ ...withoutUndefined(cells.details), attributes }, details, vocabulary);
  refuseFields(
    wrongIn(read),
    [line],
    columns.filter((_, index) => given[index] !== undefined),
  );
  if (read.kind === 'invalidInput') return undefined;
  return { ...read.value, attributes: merged(details.attributes, read.value.attributes, said) };
}

function isOf(column: string, code: string): boolean {
  return (
    column === `attribute.${code}` || column === `attribute.${code}.ja` || column === `attribute.${code}.en`
  );
}

/** A text with the language that the file does not name as it is known; undefined when nothing is left of it. */
function inBothLanguages(value: ValueInput, known: AttributeValue | undefined): ValueInput | undefined {
  if (!('textJa' in value)) return value;
  const { ja, en } = known !== undefined && isText(known) ? known : { ja: '', en: '' };
  const { textJa = ja, textEn = en } = value;
  return [textJa, textEn].every((text) => text?.trim() === '') ? undefined : { ...value, textJa, textEn };
}

/** What the file does not name stays, in its place; so does what it says as it is. */
function merged(
  known: AttributeValues,
  read: AttributeValues,
  said: ReadonlyMap<string, ValueInput | undefined>,
): AttributeValues {
  const kept = Object.entries(known).flatMap(([code, value]) => {
    if (!said.has(code)) return [[code, value] as const];
    const next = read[code];
    return next === undefined ? [] : [[code, isSameValue(value, next) ? value : next] as const];
  });
  const added = Object.entries(read).filter(([code]) => !Object.hasOwn(known, code));
  return Object.fromEntries([...kept, ...added]);
}

/** The database gives the languages of a text in an order of its own. */
function isSameValue(one: AttributeValue, other: AttributeValue): boolean {
  if (isText(one) && isText(other)) return one.ja === other.ja && one.en === other.en;
  return JSON.stringify(one) === JSON.stringify(other);
}

function isText(value: AttributeValue): value is Extract<AttributeValue, { readonly ja: string }> {
  return typeof value === 'object' && 'ja' in value;
}
