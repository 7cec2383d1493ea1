import type { CompiledPart } from './compiled-plan.ts';

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
  /** @param begin must call `over` once @returns begins it now, where it has not begun */
  add(part: CompiledPart, begin: (over: () => void) => void): () => void;
  /** Begins what has all that it needs. */
  startReady(): void;
  answered(fetchId: string): void;
  /** What is not deferred is there. */
  primaryOver(): void;
}

export function createPartStarts(listener: PartListener): PartStarts {
  const answered = new Set<string>();
  const waiting = new Set<{ readonly needs: readonly string[]; readonly start: () => void }>();
  let running = 1;
  const oneOver = () => {
    running -= 1;
    if (running === 0) listener.over();
  };

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
      return start;
    },
    startReady,
    answered(fetchId) {
      answered.add(fetchId);
      startReady();
    },
    primaryOver: oneOver,
  };

  function startReady(): void {
    if (listener.isMutation) return;
    for (const { needs, start } of [...waiting]) if (needs.every((id) => answered.has(id))) start();
  }
}
