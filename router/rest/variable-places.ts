import type { RestOperation, VariablePath } from '@depachika/schema/rest/rest-operation.ts';
import type { WrongPlace } from './problems.ts';

/** @returns where a request of this row holds what went to a variable; nothing for one that no client chooses */
export function placeOfVariable(row: RestOperation, path: VariablePath): Omit<WrongPlace, 'detail'> {
  const [first = ''] = path.split('.');
  if (row.query?.paged && Object.hasOwn(PAGED, first)) return { parameter: PAGED[first]! };
  for (const [parameter, to] of parametersOf(row)) if (isWithin(path, to)) return { parameter };
  if (row.idempotencyKey === path) return { header: 'Idempotency-Key' };
  if (row.ifMatch?.to === path) return { header: 'If-Match' };
  if (row.body !== undefined && isWithin(path, row.body))
    return { pointer: `#${path.slice(row.body.length).replaceAll('.', '/')}` };
  return {};
}

/** The arguments of Relay's pages, as REST calls them. */
const PAGED: Readonly<Record<string, string>> = {
  first: 'limit',
  last: 'limit',
  after: 'after',
  before: 'before',
};

function parametersOf({
  parameters = {},
  query,
}: RestOperation): readonly (readonly [string, VariablePath])[] {
  return Object.entries({ ...parameters, ...query?.parameters }).flatMap(([name, to]) =>
    typeof to === 'string' ? [[name, to] as const] : [[name, to.id] as const, [name, to.name] as const],
  );
}

/** One of a list is named by its number: `variantIds.0`. */
function isWithin(path: VariablePath, whole: VariablePath): boolean {
  return path === whole || path.startsWith(`${whole}.`);
}
