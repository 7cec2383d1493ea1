import { LimiterFull } from './limiter.ts';

/** Lets a few in at a time, and the parties that wait by turns: behind a crowd of one party, another one waits for one of them. */
export interface FairLimiter {
  /**
   * @param party whose work it is, such as a network
   * Throws {@link LimiterFull} when too many of the party wait, and when too many wait in all, for the party with most of them:
   * one that has waited already may be refused for the first of another.
   */
  run<T>(party: string, work: () => Promise<T>): Promise<T>;
}

export interface FairLimiterOptions {
  /** Callers inside at once, 1 or more. */
  readonly concurrent: number;
  /** Callers in all queues together, 0 or more. */
  readonly waiting: number;
  /** Callers of one party who wait. */
  readonly waitingPerParty: number;
}

interface Waiter {
  readonly enter: () => void;
  readonly refuse: (error: LimiterFull) => void;
}

export function fairLimiter({ concurrent, waiting, waitingPerParty }: FairLimiterOptions): FairLimiter {
  // Parties with somebody who waits, in the order of their turns.
  const queues = new Map<string, Waiter[]>();
  let inside = 0;
  let waiters = 0;

  return {
    async run(party, work) {
      if (inside < concurrent) inside += 1;
      else await turn(party);
      try {
        return await work();
      } finally {
        const next = takeNext();
        if (next) next.enter();
        else inside -= 1;
      }
    },
  };

  function turn(party: string): Promise<void> {
    const queue = queues.get(party) ?? [];
    if (queue.length >= waitingPerParty) throw full();
    if (waiters >= waiting && !refuseOneOfMost(queue.length)) throw full();
    return new Promise((enter, refuse) => {
      queue.push({ enter, refuse });
      queues.set(party, queue);
      waiters += 1;
    });
  }

  /** A caller that leaves hands its place on. The party whose turn it was goes behind the others. */
  function takeNext(): Waiter | undefined {
    for (const [party, queue] of queues) {
      const next = queue.shift();
      queues.delete(party);
      if (queue.length > 0) queues.set(party, queue);
      waiters -= 1;
      return next;
    }
    return undefined;
  }

  /** Makes room by refusing the last of the longest queue. @returns false when that is no longer than the newcomer's will be */
  function refuseOneOfMost(ownLength: number): boolean {
    const [longest] = [...queues.values()].sort((one, other) => other.length - one.length);
    if (!longest || longest.length <= ownLength + 1) return false;
    longest.pop()!.refuse(full());
    waiters -= 1;
    return true;
  }

  function full(): LimiterFull {
    return new LimiterFull(`${waiters} callers wait already`);
  }
}
