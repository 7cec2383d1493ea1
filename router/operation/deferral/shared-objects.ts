import { type FieldNode, type InlineFragmentNode, Kind, type SelectionSetNode } from 'graphql';
import { deferOf, labelOf } from './defer-directive.ts';

/**
 * A deferred part that asks further of an object for which somebody else asks too would have it read twice, at two times: of a
 * list that changed in between, things of one item would stand at another. Such a part is not deferred. Types are not looked
 * at: what only seems to be shared comes at once as well.
 * @param labels of the deferred parts in the set, from the outermost
 * @returns those of the parts whose objects are theirs alone
 */
export function apartFrom(root: SelectionSetNode, labels: Iterable<string>): ReadonlySet<string> {
  const apart = new Set(labels);
  while (apart.size > 0) {
    const sharing = sharingIn([{ set: root, by: undefined }], apart);
    if (sharing.size === 0) break;
    for (const label of sharing) apart.delete(label);
  }
  return apart;
}

/** Undefined: what is not deferred. */
type AskedBy = string | undefined;

interface AskedSet {
  readonly set: SelectionSetNode;
  readonly by: AskedBy;
}

interface AskedField {
  readonly field: FieldNode;
  readonly by: AskedBy;
}

/** @returns labels that must not be deferred */
function sharingIn(sets: readonly AskedSet[], deferred: ReadonlySet<string>): Set<string> {
  const byKey = new Map<string, AskedField[]>();
  for (const each of sets) collect(each, deferred, byKey);
  const sharing = new Set<string>();
  for (const asked of byKey.values()) {
    const askers = new Set(asked.map(({ by }) => by));
    const found = askers.size > 1 ? allButOne(askers) : sharingIn(below(asked), deferred);
    for (const label of found) sharing.add(label);
  }
  return sharing;
}

/** What is not deferred keeps it, or else who comes first. */
function allButOne(askers: ReadonlySet<AskedBy>): Set<string> {
  const [first, ...others] = askers;
  const given = askers.has(undefined) ? [first, ...others] : others;
  return new Set(given.filter((label) => label !== undefined));
}

function collect(
  { set, by }: AskedSet,
  deferred: ReadonlySet<string>,
  byKey: Map<string, AskedField[]>,
): void {
  for (const selection of set.selections) {
    if (selection.kind === Kind.FIELD) addField(byKey, { field: selection, by });
    else if (selection.kind === Kind.INLINE_FRAGMENT) {
      const label = labelWithin(selection, deferred);
      collect({ set: selection.selectionSet, by: label ?? by }, deferred, byKey);
    }
  }
}

function addField(byKey: Map<string, AskedField[]>, asked: AskedField): void {
  const { alias, name, selectionSet } = asked.field;
  if (!selectionSet) return;
  const key = alias?.value ?? name.value;
  const same = byKey.get(key);
  if (same) same.push(asked);
  else byKey.set(key, [asked]);
}

function labelWithin({ directives }: InlineFragmentNode, deferred: ReadonlySet<string>): string | undefined {
  const directive = deferOf(directives);
  const label = directive && labelOf(directive);
  return label !== undefined && deferred.has(label) ? label : undefined;
}

function below(asked: readonly AskedField[]): AskedSet[] {
  return asked.map(({ field, by }) => ({ set: field.selectionSet!, by }));
}
