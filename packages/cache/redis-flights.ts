import { TagIndex } from './tag-index.ts';

/** A key that Redis did not answer. */
export interface Miss {
  readonly key: string;
  readonly tags: readonly string[];
  /** Of its tags, before its fill begins; undefined when Redis may not be trusted, and nothing may be stored. */
  readonly generations: readonly string[] | undefined;
}

/** The fill of one key, shared by all who miss it meanwhile. */
export interface Flight extends Miss {
  readonly settled: PromiseWithResolvers<string | undefined>;
  /** The fill of its key that is to be waited for before this one begins, because nobody knows whether they read the same. */
  readonly after: Promise<unknown> | undefined;
  hasBegun: boolean;
}

/** The fills of this process that are under way. */
export interface Flights {
  /** @returns a flight for each miss, and those among them that have just begun, which the caller must settle */
  joinOrBegin(missing: readonly Miss[]): { readonly own: Flight[]; readonly all: Flight[] };
  isRunning(flight: Flight): boolean;
  /** The fill goes on for callers that already wait. It stores nothing, and a caller from now on starts a new one. */
  detach(flight: Flight): void;
  /** Reaches the fills that began before a drop of these tags. */
  detachTags(tags: readonly string[]): void;
  clear(): void;
}

export function createFlights(): Flights {
  const flights = new Map<string, Flight>();
  const tagged = new TagIndex();

  return {
    joinOrBegin(missing) {
      const own: Flight[] = [];
      const all = missing.map((miss) => joinable(miss) ?? begin(miss, own));
      return { own, all };
    },
    isRunning: (flight) => flights.get(flight.key) === flight,
    detach,
    detachTags(tags) {
      for (const key of tags.flatMap((tag) => tagged.keysOf(tag))) {
        const flight = flights.get(key);
        if (flight) detach(flight);
      }
    },
    clear() {
      flights.clear();
      tagged.clear();
    },
  };

  /**
   * A fill that began before some other process dropped one of its tags has other generations. Where nobody knows of generations, a fill
   * that has not begun yet can be shared, and no other.
   */
  function joinable({ key, generations }: Miss): Flight | undefined {
    const flight = flights.get(key);
    if (!flight) return undefined;
    if (!flight.hasBegun) return flight;
    return generations && String(flight.generations) === String(generations) ? flight : undefined;
  }

  function begin(miss: Miss, own: Flight[]): Flight {
    // One at a time: a database must not have as many reads of one key as there are callers, while Redis is away.
    const after = miss.generations ? undefined : flights.get(miss.key)?.settled.promise;
    const settled = Promise.withResolvers<string | undefined>();
    const flight: Flight = { ...miss, settled, after, hasBegun: after === undefined };
    // Callers that await the fill hear of its failure.
    flight.settled.promise.catch(() => undefined);
    own.push(flight);
    flights.set(miss.key, flight);
    tagged.add(miss.key, miss.tags);
    return flight;
  }

  function detach(flight: Flight): void {
    if (flights.get(flight.key) !== flight) return;
    flights.delete(flight.key);
    tagged.forget(flight.key);
  }
}
