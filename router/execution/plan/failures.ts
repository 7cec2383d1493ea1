import type { AnsweredObject } from './merge-answer.ts';

/** Why a part of the answer is not there. */
export interface Failure {
  /** Undefined when an error has been reported that says so. */
  readonly error: unknown;
  /** Who should have answered; undefined when nobody was asked, or nobody's answer is at fault. */
  readonly serviceName: string | undefined;
}

/** What subgraphs should have told of which objects, and have not. */
export interface Failures {
  /** @param keys that will not be there; the first failure of each is kept */
  add(object: AnsweredObject, keys: Iterable<string>, failure: Failure): void;
  of(object: AnsweredObject, key: string): Failure | undefined;
  readonly any: boolean;
}

export function createFailures(): Failures {
  const byObject = new Map<AnsweredObject, Map<string, Failure>>();
  return {
    get any() {
      return byObject.size > 0;
    },
    add(object, keys, failure) {
      let known = byObject.get(object);
      if (!known) {
        known = new Map();
        byObject.set(object, known);
      }
      for (const key of keys) if (!known.has(key)) known.set(key, failure);
    },
    of: (object, key) => byObject.get(object)?.get(key),
  };
}
