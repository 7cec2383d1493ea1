import type { ObjectShape } from '../answer/answer-shape.ts';
import type { Path } from '../plan/entity-places.ts';
import { type AnsweredObject, isObject } from '../plan/merge-answer.ts';
import type { PartListener } from '../plan/part-starts.ts';
import type { Gathered } from '../plan/subgraph-answers.ts';
import { type DeferredPlace, deferredPlaces } from './deferred-places.ts';
import { deliveryQueue } from './delivery-queue.ts';
import { type PartAnswer, partAnswer, type ToldErrors } from './part-answer.ts';

/** What was deferred at one place of the answer. */
export interface PendingPart {
  /** Of no other part of the answer. */
  readonly id: string;
  /** In the client's answer. */
  readonly path: Path;
  /** The client's. */
  readonly label: string | undefined;
}

/** A part that has come. */
export interface FinishedPart<Answer> {
  readonly part: PendingPart;
  readonly answer: Answer;
  /** Keys of its object that the client has already. */
  readonly known: ReadonlySet<string>;
}

/** What has come at one time. */
export interface Delivery<Answer> {
  readonly finished: readonly FinishedPart<Answer>[];
  /** Parts of which the client learns by it; some may have come with it. */
  readonly begun: readonly PendingPart[];
  /** False when there will be no more. */
  readonly hasNext: boolean;
}

/** An answer of which parts come later. */
export interface OwnParts {
  readonly first: PartAnswer;
  readonly begun: readonly PendingPart[];
  /** To be called again while the last one says that there is more. Rejects when no more can come. */
  next(): Promise<Delivery<PartAnswer>>;
}

export interface Deferring {
  readonly isMutation: boolean;
  /** By the router's labels: the client's. */
  readonly labels: ReadonlyMap<string, string | undefined>;
}

/** Makes the parts of one answer, in the order in which they can be told: none before that in which it stands. */
export interface PendingParts {
  readonly listener: PartListener;
  /** Once all is there that is not deferred. */
  begin(gathered: Gathered): OwnParts;
}

interface Waiting extends PendingPart, DeferredPlace {}

export function pendingParts(shape: ObjectShape, { isMutation, labels }: Deferring): PendingParts {
  const toldErrors: ToldErrors = { ofSubgraphs: new Set(), places: new Set() };
  const ready = new Set<string>();
  const waiting = waitingParts(labels);
  const deliveries = deliveryQueue<Delivery<PartAnswer>>();
  let gathered: Gathered | undefined;
  let isOver = false;
  // What becomes ready in one turn goes together.
  const schedule = oncePerTurn(() => gathered && deliver(gathered), deliveries.fail);

  return {
    listener: {
      isMutation,
      ready(label) {
        ready.add(label);
        schedule();
      },
      over() {
        isOver = true;
        schedule();
      },
      failed: deliveries.fail,
    },
    begin(all) {
      gathered = all;
      const place = { object: all.data, at: [], path: [], label: undefined };
      const first = partAnswer(shape, all, { place, told: toldErrors });
      const told = { source: all.data, answer: first.data };
      const begun = waiting.add(deferredPlaces({ shape, at: [], path: [] }, told));
      schedule();
      return { first, begun, next: deliveries.next };
    },
  };

  function deliver(all: Gathered): void {
    const finished: FinishedPart<PartAnswer>[] = [];
    const begun: PendingPart[] = [];
    for (let open = waiting.all(); open.length > 0; ) {
      const next: Waiting[] = [];
      for (const part of open) {
        if (!isOver && !ready.has(part.planned)) continue;
        waiting.remove(part);
        finished.push(finish(part, all, next));
      }
      begun.push(...next);
      open = next;
    }
    if (finished.length > 0) deliveries.push({ finished, begun, hasNext: waiting.any() });
  }

  function finish(part: Waiting, all: Gathered, nested: Waiting[]): FinishedPart<PartAnswer> {
    const { at, path, planned, known } = part;
    const source = objectAt(all.data, at);
    const answer = partAnswer(part.shape, all, {
      place: { object: source, at, path, label: planned },
      told: toldErrors,
    });
    const before = new Set(known);
    for (const key of Object.keys(answer.data ?? {})) known.add(key);
    nested.push(...waiting.add(deferredPlaces(part, { source, answer: answer.data, known })));
    return { part, answer, known: before };
  }
}

/** Parts that are not ready, each with an id of its own. */
function waitingParts(labels: Deferring['labels']) {
  const waiting = new Map<string, Waiting>();
  let count = 0;
  return {
    all: () => [...waiting.values()],
    any: () => waiting.size > 0,
    add(places: readonly DeferredPlace[]): Waiting[] {
      return places.map((place) => {
        const part: Waiting = { ...place, id: String(count), label: labels.get(place.planned) };
        count += 1;
        waiting.set(part.id, part);
        return part;
      });
    },
    remove: ({ id }: Waiting) => waiting.delete(id),
  };
}

function objectAt(root: AnsweredObject, path: Path): AnsweredObject | undefined {
  let at: unknown = root;
  for (const part of path) at = isObject(at) ? at[part] : undefined;
  return isObject(at) && !Array.isArray(at) ? at : undefined;
}

function oncePerTurn(run: () => void, fail: (error: unknown) => void): () => void {
  let isScheduled = false;
  return () => {
    if (isScheduled) return;
    isScheduled = true;
    queueMicrotask(() => {
      isScheduled = false;
      try {
        run();
      } catch (error) {
        fail(error);
      }
    });
  };
}
