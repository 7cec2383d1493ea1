import type { Answer } from '../toy-router.ts';
import { isClientsPath } from './clients-path.ts';
import { type Compared, type Difference, differencesOf } from './differences.ts';
import type { GeneratedOperation } from './generated-operation.ts';
import { absenceOf, type Mood } from './mood.ts';
import { type PlainerOperation, plainerOperation } from './plainer-operation.ts';
import type { TwoRouters } from './two-routers.ts';

export interface Comparison {
  readonly own: Compared;
  readonly gateway: Compared;
  /** Neither executor got to see it: the planner has no plan for it. */
  readonly wasRefused: boolean;
  readonly differences: readonly Difference[];
}

/** @param isUnsafe whether the planner uses a name itself */
export async function compared(
  two: TwoRouters,
  { operation, mood }: { readonly operation: GeneratedOperation; readonly mood: Mood },
  isUnsafe: (name: string) => boolean,
): Promise<Comparison> {
  const own = await two.own(operation, mood);
  const gateway = await two.gateway(operation, mood);
  const silent = new Set(
    gateway.asked.flatMap(({ name, lists }) =>
      absenceOf(mood, name, lists.length > 0 ? 'entities' : 'root') === 'is silent' ? [name] : [],
    ),
  );
  const wasRefused = own.answer.codes.includes('GRAPHQL_VALIDATION_FAILED');
  const strange = strangePaths(operation, own);
  const first = differencesOf(own, gateway, silent);
  const result = { own, gateway, wasRefused };
  if (first.every(({ kind }) => kind !== undefined))
    return { ...result, differences: [...first, ...strange] };
  const plainer = plainerOperation(operation, isUnsafe);
  if (!plainer.hadUnsafeNames && !plainer.hadConditions)
    return { ...result, differences: [...first, ...strange] };
  const again = asOriginal(await two.gateway(plainer, mood), plainer);
  const second = differencesOf(own, again, silent);
  const gone = {
    kind: plainer.hadUnsafeNames ? (2 as const) : (1 as const),
    text: 'gone when Apollo’s executor is asked for the same in plainer words',
  };
  return { ...result, differences: [...second, ...strange, gone] };
}

function strangePaths({ query }: GeneratedOperation, { answer }: Compared): Difference[] {
  return (answer.errors ?? []).flatMap(({ path, message }) =>
    !path || isClientsPath(query, path)
      ? []
      : [{ kind: undefined, text: `a path that is no client's: ${path.join('.')}: ${message}` }],
  );
}

function asOriginal({ answer, asked }: Compared, plainer: PlainerOperation): Compared {
  const errors = answer.errors?.map((error): NonNullable<Answer['errors']>[number] => ({
    ...error,
    ...(error.path ? { path: plainer.pathOf(error.path) } : {}),
  }));
  return { answer: { data: plainer.dataOf(answer.data), errors }, asked };
}
