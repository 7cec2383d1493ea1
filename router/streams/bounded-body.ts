import { Readable } from 'node:stream';

/** What is on its way to one reader. */
export interface BoundedBody {
  readonly body: Readable;
  /** As much as may wait is waiting. */
  isFull(): boolean;
  /** Bytes that its reader has taken so far. */
  taken(): number;
  write(text: string): void;
  /**
   * Writes it when there is room, if it is wanted then.
   * @returns resolves when the reader has taken what waited, or when nobody waits for them any more
   */
  writeInTurn(text: string, isWanted: () => boolean): Promise<void>;
  /** Lets all go on who wait for room. */
  release(): void;
}

/** @param bufferBytes that may wait before who writes waits */
export function boundedBody(bufferBytes: number): BoundedBody {
  const waiting = new Set<() => void>();
  let isFull = false;
  let written = 0;
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
    taken: () => written - body.readableLength,
    write,
    async writeInTurn(text, isWanted) {
      // What others wrote while this one waited may have filled it again.
      while (isWanted() && isFull) await room();
      if (!isWanted()) return;
      write(text);
      await room();
    },
    release,
  };

  function write(text: string): void {
    const bytes = Buffer.from(text);
    written += bytes.length;
    if (!body.push(bytes)) isFull = true;
  }

  function room(): Promise<void> {
    return isFull ? new Promise((resolve) => waiting.add(resolve)) : Promise.resolve();
  }

  function release(): void {
    for (const resolve of waiting) resolve();
    waiting.clear();
  }
}
