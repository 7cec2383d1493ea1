import type { BatchedReads } from '@depachika/background/batched-reads.ts';

/** What a subscriber wants of one history: the rows after a version that was seen; 0 gives all. */
export interface HistoryPosition {
  readonly id: string;
  readonly version: number;
}

export interface HistoryFollowerOptions<T> {
  readonly position: HistoryPosition;
  readonly looks: BatchedReads<HistoryPosition, readonly T[]>;
  /** The most rows that a look gives of one history. */
  readonly maxRows: number;
  readonly versionOf: (row: T) => number;
}

/** One subscriber's place in a history. */
export interface HistoryFollower<T> {
  /** The next rows, one or more, when there are any; none once it is closed. Not twice at once. */
  next(): Promise<readonly T[]>;
  /** There may be something new. */
  look(): void;
  close(): void;
  isClosed(): boolean;
}

/** Looks when it was told to, once more when it was told so during a look, and never while its rows are being read. */
export function historyFollower<T>(options: HistoryFollowerOptions<T>): HistoryFollower<T> {
  const { looks, maxRows, versionOf, position } = options;
  const { id } = position;
  let version = position.version;
  let maybeMore = true;
  let closed = false;
  let takeBack: (() => void) | undefined;
  let give: ((rows: readonly T[]) => void) | undefined;

  return {
    next: () =>
      new Promise((resolve) => {
        give = resolve;
        if (closed) settle([]);
        else if (maybeMore) ask();
      }),
    look() {
      maybeMore = true;
      if (give && !takeBack) ask();
    },
    close() {
      closed = true;
      takeBack?.();
      settle([]);
    },
    isClosed: () => closed,
  };

  function ask(): void {
    takeBack = looks.ask(question, (rows) => {
      takeBack = undefined;
      if (rows.length > 0) take(rows);
      else if (maybeMore) ask();
    });
  }

  function question(): HistoryPosition {
    // What is committed from now on may be missed by the look that begins, and raises it again.
    maybeMore = false;
    return { id, version };
  }

  function take(rows: readonly T[]): void {
    version = versionOf(rows.at(-1)!);
    maybeMore ||= rows.length === maxRows;
    settle(rows);
  }

  function settle(rows: readonly T[]): void {
    give?.(rows);
    give = undefined;
  }
}
