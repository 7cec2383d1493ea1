import {
  type FieldNode,
  type InlineFragmentNode,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { DEFER, deferOf, labelOf } from './defer-directive.ts';

/**
 * A deferred part that asks further of an object for which somebody else asks too would have it read twice, at two times: of a
 * list that changed in between, things of one item would stand at another. Such an object comes with what is around the part, and
 * the rest of the part later. Types are not looked at: what only seems to be shared comes sooner as well.
 * @param root of an operation without named fragments, in which each `@defer` has a label of its own
 */
export function withSharedSooner(root: SelectionSetNode): SelectionSetNode {
  let set = root;
  for (;;) {
    const shared = sharedIn([{ set, by: undefined }]);
    if (shared.size === 0) return set;
    // Each round takes them out of one fragment, and what they meet there is looked at in the next.
    set = withoutShared(set, shared);
  }
}

/** The label of who asks; undefined: what is not deferred. */
type AskedBy = string | undefined;

interface AskedSet {
  readonly set: SelectionSetNode;
  readonly by: AskedBy;
}

interface AskedField {
  readonly field: FieldNode;
  readonly by: AskedBy;
}

/** @returns fields that ask for an object for which another part asks */
function sharedIn(sets: readonly AskedSet[]): Set<FieldNode> {
  const byKey = new Map<string, AskedField[]>();
  for (const each of sets) collect(each, byKey);
  const shared = new Set<FieldNode>();
  for (const asked of byKey.values()) {
    const askers = new Set(asked.map(({ by }) => by));
    for (const field of askers.size > 1 ? givenUp(asked, askers) : sharedIn(below(asked))) shared.add(field);
  }
  return shared;
}

/** What is not deferred keeps it, or else who comes first. */
function givenUp(asked: readonly AskedField[], askers: ReadonlySet<AskedBy>): FieldNode[] {
  const keeper = askers.has(undefined) ? undefined : asked[0]!.by;
  return asked.filter(({ by }) => by !== keeper).map(({ field }) => field);
}

function collect({ set, by }: AskedSet, byKey: Map<string, AskedField[]>): void {
  for (const selection of set.selections) {
    if (selection.kind === Kind.FIELD) addField(byKey, { field: selection, by });
    else if (selection.kind === Kind.INLINE_FRAGMENT) {
      const defer = deferOf(selection.directives);
      collect({ set: selection.selectionSet, by: (defer && labelOf(defer)) ?? by }, byKey);
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

function below(asked: readonly AskedField[]): AskedSet[] {
  return asked.map(({ field, by }) => ({ set: field.selectionSet!, by }));
}

function withoutShared(set: SelectionSetNode, shared: ReadonlySet<FieldNode>): SelectionSetNode {
  return { ...set, selections: divided(set, shared).kept };
}

interface Divided {
  readonly kept: SelectionNode[];
  /** On its way out of the nearest deferred fragment. */
  readonly taken: SelectionNode[];
}

function divided({ selections }: SelectionSetNode, shared: ReadonlySet<FieldNode>): Divided {
  const all: Divided = { kept: [], taken: [] };
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) {
      const { selectionSet } = selection;
      const field = selectionSet
        ? { ...selection, selectionSet: withoutShared(selectionSet, shared) }
        : selection;
      (shared.has(selection) ? all.taken : all.kept).push(field);
    } else if (selection.kind === Kind.INLINE_FRAGMENT) divideFragment(selection, shared, all);
  }
  return all;
}

function divideFragment(
  fragment: InlineFragmentNode,
  shared: ReadonlySet<FieldNode>,
  { kept, taken }: Divided,
): void {
  const inner = divided(fragment.selectionSet, shared);
  kept.push(...holding(fragment, inner.kept));
  if (deferOf(fragment.directives)) kept.push(...holding(atOnce(fragment), inner.taken));
  else taken.push(...holding(fragment, inner.taken));
}

function holding(fragment: InlineFragmentNode, selections: readonly SelectionNode[]): InlineFragmentNode[] {
  if (selections.length === 0) return [];
  return [{ ...fragment, selectionSet: { ...fragment.selectionSet, selections } }];
}

function atOnce({ directives = [], ...fragment }: InlineFragmentNode): InlineFragmentNode {
  return { ...fragment, directives: directives.filter(({ name }) => name.value !== DEFER) };
}
