import { Readable } from 'node:stream';

/** What is on its way to one reader. */
export interface BoundedBody {
  readonly body: Readable;
  /** As much as may wait is waiting. */
  isFull(): boolean;
  write(text: string): void;
  /** Resolves when the reader has taken what waited, or when nobody waits for them any more. */
  room(): Promise<void>;
  /** Lets all go on who wait for room. */
  release(): void;
}

/** @param bufferBytes that may wait before `room` is waited for */
export function boundedBody(bufferBytes: number): BoundedBody {
  const waiting = new Set<() => void>();
  let isFull = false;
  const body = new Readable({
    highWaterMark: bufferBytes,
    read() {
      isFull = false;
      release();
    },
  });
  // How a reader leaves, not a fault.
  body.on('error', () => undefined);
  return {
    body,
    isFull: () => isFull,
    write(text) {
      if (!body.push(text)) isFull = true;
    },
    room: () => (isFull ? new Promise((resolve) => waiting.add(resolve)) : Promise.resolve()),
    release,
  };

  function release(): void {
    for (const resolve of waiting) resolve();
    waiting.clear();
  }
}
