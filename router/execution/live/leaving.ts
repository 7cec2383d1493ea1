/** Lets whoever waits for something be told that nobody listens any more. */
export interface Leaving {
  readonly left: boolean;
  /**
   * @param letGo called when somebody leaves, at once when they have left
   * @returns a function for when there is nothing to let go of any more
   */
  waitsFor(letGo: () => void): () => void;
  leave(): void;
}

export function leaving(): Leaving {
  const waits = new Set<() => void>();
  let left = false;
  return {
    get left() {
      return left;
    },
    waitsFor(letGo) {
      if (left) letGo();
      else waits.add(letGo);
      return () => void waits.delete(letGo);
    },
    leave() {
      if (left) return;
      left = true;
      for (const letGo of waits) letGo();
      waits.clear();
    },
  };
}
