import { isDeepStrictEqual } from 'node:util';
import type { Answer } from '../toy-router.ts';
import type { AskedSubgraph } from './made-up-subgraph.ts';

/**
 * Where the router's own executor answers otherwise than Apollo's, and why it may:
 * 1 it places and tells errors, nulls and values that Apollo's loses; 2 names of a client's fields that the planner uses itself;
 * 3 an entity that is asked for with all that is required of it. Undefined: there is no reason.
 */
export interface Difference {
  readonly kind: 1 | 2 | 3 | undefined;
  readonly text: string;
}

export interface Compared {
  readonly answer: Pick<Answer, 'data' | 'errors'>;
  readonly asked: readonly AskedSubgraph[];
}

type Path = readonly (string | number)[];
type ToldError = NonNullable<Answer['errors']>[number];

/** @param silent subgraphs that answered neither data nor errors */
export function differencesOf(own: Compared, gateway: Compared, silent: ReadonlySet<string>): Difference[] {
  const data: Difference[] = [];
  compareData(own.answer.data, gateway.answer.data, [], (path, ours, theirs) =>
    data.push({ kind: kindOfData({ own, gateway, path, ours, theirs }), text: dataText(path, ours, theirs) }),
  );
  return [...data, ...ownErrors(own, gateway, silent), ...gatewayErrors(own, gateway)];
}

function compareData(
  ours: unknown,
  theirs: unknown,
  path: Path,
  report: (path: Path, ours: unknown, theirs: unknown) => void,
): void {
  if (isDeepStrictEqual(ours, theirs)) return;
  const both = [ours, theirs];
  const areLists = both.every(Array.isArray) && (ours as unknown[]).length === (theirs as unknown[]).length;
  const areObjects = both.every((each) => typeof each === 'object' && each !== null && !Array.isArray(each));
  const keys = (value: unknown) => Object.keys(value as object);
  if (!areLists && !(areObjects && isDeepStrictEqual(keys(ours), keys(theirs)))) {
    report(path, ours, theirs);
    return;
  }
  for (const key of keys(ours))
    compareData(
      (ours as Record<string, unknown>)[key],
      (theirs as Record<string, unknown>)[key],
      [...path, areLists ? Number(key) : key],
      report,
    );
}

function dataText(path: Path, ours: unknown, theirs: unknown): string {
  return `${path.join('.') || 'data'}: ${JSON.stringify(ours)} and not ${JSON.stringify(theirs)}`;
}

/**
 * 1 where Apollo's has lost `0`, `false` or an empty text that it should have renamed, and so what is around it; where the
 * name that an interface object answers has taken the place of the type; and where it shows what was made of a requirement that
 * a subgraph has failed to answer, which ours does not ask for.
 */
function kindOfData(at: {
  readonly own: Compared;
  readonly gateway: Compared;
  readonly path: Path;
  readonly ours: unknown;
  readonly theirs: unknown;
}): 1 | 3 | undefined {
  const { own, gateway, path, ours, theirs } = at;
  if (theirs === null && losesRenamed(path.at(-1), ours, gateway.asked)) return 1;
  if (dropsKeys(ours, theirs)) return 1;
  if (toldMore(own.asked, gateway.asked)) return 3;
  if (isPartOf(theirs, ours) && gateway.asked.some(answersInterface)) return 1;
  if (ours !== null) return undefined;
  const told = (own.answer.errors ?? []).filter((error) => isNear(error.path, path));
  if (told.some((error) => lacks(gateway.answer.data, error.path ?? []))) return 1;
  return told.some((error) => (gateway.answer.errors ?? []).some((theirs) => isSameFault(error, theirs)))
    ? 1
    : undefined;
}

/** Apollo's sends an entity without any of its requirements where one is not there for its type, or does not send it. */
function toldMore(ours: Compared['asked'], theirs: Compared['asked']): boolean {
  const told = (asked: Compared['asked']) =>
    asked.flatMap(({ name, lists }) => lists.flat().map((each) => [name, each] as const));
  const known = told(theirs);
  return told(ours).some((each) => !known.some((other) => isDeepStrictEqual(each, other)));
}

/** Apollo's drops what is asked for in fragments within fragments, of an object whose type it has not asked for. */
function dropsKeys(ours: unknown, theirs: unknown): boolean {
  if (!isPlainObject(ours) || !isPlainObject(theirs)) return false;
  return Object.keys(theirs).length < Object.keys(ours).length && isPartOf(theirs, ours);
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What Apollo's takes for an object of no type that the client asked about, has nothing that was asked of its type. */
function isPartOf(theirs: unknown, ours: unknown): boolean {
  if (theirs === null) return true;
  if (typeof theirs !== 'object' || typeof ours !== 'object' || ours === null) return false;
  return Object.entries(theirs).every(([key, part]) =>
    isDeepStrictEqual(part, (ours as typeof theirs)[key as never]),
  );
}

/** A subgraph that knows an interface as an object was asked for `__typename`, and answers the interface's. */
function answersInterface({ interfaceObjects, query }: AskedSubgraph): boolean {
  return interfaceObjects.some((type) => new RegExp(`\\.\\.\\. on ${type} \\{\\s*__typename\\b`).test(query));
}

function losesRenamed(key: string | number | undefined, value: unknown, asked: Compared['asked']): boolean {
  if (value === 0 || value === false || value === '')
    return asked.some(({ query }) => new RegExp(`\\b${String(key)}__alias_\\d+\\b`).test(query));
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([each, part]) =>
    losesRenamed(Array.isArray(value) ? key : each, part, asked),
  );
}

/** 1 where Apollo's gave the same without its place, or gave up saying what is not there beside another error, or nothing at all. */
function ownErrors(own: Compared, gateway: Compared, silent: ReadonlySet<string>): Difference[] {
  const theirs = gateway.answer.errors ?? [];
  return (own.answer.errors ?? []).flatMap((error): Difference[] => {
    if (theirs.some((each) => isSameFault(each, error) && isDeepStrictEqual(each.path, error.path)))
      return [];
    const isNull = valueAround(own.answer.data, error.path ?? []) === null;
    const { code, serviceName } = error.extensions;
    const same = theirs.filter((each) => isSameFault(each, error));
    const isShortened = same.some(
      (each) => isPlaceOf(error.path, each.path) && each.path?.length !== error.path?.length,
    );
    const isHidden =
      code === 'INCOMPLETE_DATA' && (theirs.length > 0 || lacks(gateway.answer.data, error.path ?? []));
    const wasSilent = typeof serviceName === 'string' && silent.has(serviceName);
    const kind = isShortened || (isNull && (same.length > 0 || isHidden || wasSilent)) ? 1 : undefined;
    return [{ kind, text: `an error more: ${errorText(error)}` }];
  });
}

/** 1 where ours gives the same at each of its places, as far as the client asked for them, or the reason instead of the lack. */
function gatewayErrors(own: Compared, gateway: Compared): Difference[] {
  const ours = own.answer.errors ?? [];
  return (gateway.answer.errors ?? []).flatMap((error): Difference[] => {
    if (ours.some((each) => isSameFault(each, error) && isDeepStrictEqual(each.path, error.path))) return [];
    const isPlaced = ours.some((each) => isSameFault(each, error) && isPlaceOf(each.path, error.path));
    const isLack = error.extensions.code === 'INCOMPLETE_DATA';
    const isExplained = isLack && ours.some((each) => isNear(each.path, error.path ?? []));
    const wasTold = isLack && toldMore(own.asked, gateway.asked);
    return [
      {
        kind: isPlaced || isExplained ? 1 : wasTold ? 3 : undefined,
        text: `an error less: ${errorText(error)}`,
      },
    ];
  });
}

function isSameFault(one: ToldError, other: ToldError): boolean {
  return one.message === other.message && one.extensions.code === other.extensions.code;
}

function errorText({ message, path, extensions }: ToldError): string {
  return `${String(extensions.code)} at ${path?.join('.') ?? 'no place'}: ${message}`;
}

/**
 * @returns whether ours is theirs with indexes for `@`, or the part of it that the client asked for. Where an entity has not been
 *   asked for, Apollo's gives its index to the next.
 */
function isPlaceOf(ours: Path | undefined, theirs: Path | undefined): boolean {
  if (!theirs) return true;
  if (!ours || ours.length > theirs.length) return false;
  return ours.every(
    (part, index) =>
      part === theirs[index] ||
      (typeof part === 'number' && (theirs[index] === '@' || typeof theirs[index] === 'number')),
  );
}

function isNear(one: Path | undefined, other: Path): boolean {
  if (!one) return false;
  return one.slice(0, other.length).every((part, index) => part === other[index]);
}

/** @returns whether a key of the path is not there at all */
function lacks(data: unknown, path: Path): boolean {
  let value = data;
  for (const part of path) {
    if (typeof value !== 'object' || value === null) return false;
    if (!Object.hasOwn(value, part)) return true;
    value = (value as Record<string | number, unknown>)[part];
  }
  return false;
}

/** @returns what is there, or null when what is around it is null */
function valueAround(data: unknown, path: Path): unknown {
  let value = data;
  for (const part of path) {
    if (typeof value !== 'object' || value === null) return value ?? null;
    value = (value as Record<string | number, unknown>)[part];
  }
  return value ?? null;
}
