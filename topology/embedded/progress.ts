/** Shows the steps of a start, one line each with how long it took. */
export interface Progress {
  step<T>(what: string, work: () => Promise<T>): Promise<T>;
  /** A detail of the step in hand. */
  note(what: string): void;
}

export function progressOn(out: NodeJS.WritableStream): Progress {
  return {
    async step(what, work) {
      const began = performance.now();
      const result = await work();
      const seconds = (performance.now() - began) / 1000;
      out.write(`  ✓ ${what}${seconds >= 0.1 ? ` (${seconds.toFixed(1)} s)` : ''}\n`);
      return result;
    },
    note: (what) => out.write(`    ${what}\n`),
  };
}
