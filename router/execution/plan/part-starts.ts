import type { CompiledNode, CompiledPart } from './compiled-plan.ts';

/** Learns what becomes of the deferred parts of one plan. */
export interface PartListener {
  /** Parts of a mutation begin when it is over: they tell how things are then. */
  readonly isMutation: boolean;
  /** All is there that was planned for this label. */
  ready(label: string): void;
  /** All of the plan is there; of what it does not have, nothing will come. */
  over(): void;
  failed(error: unknown): void;
}

/** When the deferred parts of one plan begin, and when all of it is over. */
export interface PartStarts {
  /** @param begin called once what the part needs was answered; must call `over` once */
  add(part: CompiledPart, begin: (over: () => void) => void): void;
  /** Begins what has all that it needs. */
  startReady(): void;
  answered(fetchId: string): void;
  /** Nobody asks for this, so that nobody waits for it. */
  leftOut(node: CompiledNode | undefined): void;
  /** What is not deferred is there. */
  primaryOver(): void;
}

/** What a part needs may be fetched for another part around it, and is not always fetched by the node that the part stands in. */
export function createPartStarts(listener: PartListener): PartStarts {
  const answered = new Set<string>();
  const waiting = new Set<{ readonly needs: readonly string[]; readonly start: () => void }>();
  let isPrimaryOver = false;
  let running = 1;

  return {
    add({ label, needs }, begin) {
      const start = () => {
        if (!waiting.delete(wait)) return;
        running += 1;
        begin(() => {
          listener.ready(label);
          oneOver();
        });
      };
      const wait = { needs, start };
      waiting.add(wait);
    },
    startReady,
    answered(fetchId) {
      answered.add(fetchId);
      startReady();
    },
    leftOut(node) {
      for (const id of fetchIds(node)) answered.add(id);
    },
    primaryOver() {
      isPrimaryOver = true;
      startReady();
      oneOver();
    },
  };

  function startReady(): void {
    if (listener.isMutation && !isPrimaryOver) return;
    for (const { needs, start } of [...waiting]) if (needs.every((id) => answered.has(id))) start();
  }

  function oneOver(): void {
    running -= 1;
    if (running > 0) return;
    // Nothing is asked any more by which their needs could be answered.
    const [left] = waiting;
    if (left) left.start();
    else listener.over();
  }
}

function fetchIds(node: CompiledNode | undefined): string[] {
  if (!node) return [];
  switch (node.kind) {
    case 'fetch':
      return node.id === undefined ? [] : [node.id];
    case 'condition':
      return [...fetchIds(node.ifTrue), ...fetchIds(node.ifFalse)];
    case 'defer':
      return [...fetchIds(node.primary), ...node.deferred.flatMap((part) => fetchIds(part.node))];
    default:
      return node.nodes.flatMap(fetchIds);
  }
}
