import type { Readable } from 'node:stream';
import type { Clock, ClockTimer } from '@depachika/clock/clock.ts';
import { type Language, withLanguage } from '@depachika/messages/language.ts';
import type { Access } from '../admission/access-token.ts';
import type { SocketPlace } from '../lasting/socket-places.ts';
import { boundedBody } from './bounded-body.ts';
import { lossError, type StreamLoss } from './stream-ends.ts';
import type { StreamFormat } from './stream-format.ts';

export interface OpenStreamOptions {
  readonly access: Access;
  readonly language: Language;
  readonly format: StreamFormat;
  /** Left when the connection has ended. */
  readonly place: SocketPlace;
  readonly clock: Clock;
  readonly heartbeatMs: number;
  /** Bytes that may wait for its reader before who writes waits too. */
  readonly bufferBytes: number;
}

/** One answer that lasts. Who writes waits for who reads: nothing piles up here. */
export interface OpenStream {
  readonly access: Access;
  readonly format: StreamFormat;
  /** What the client is sent. */
  readonly body: Readable;
  /** Resolves when there is room for more, or when nobody reads any more. */
  send(text: string): Promise<void>;
  /** Says that there is no more, and ends. */
  complete(): void;
  /** Ends without saying that there is no more. */
  lose(loss: StreamLoss): void;
  /** How it has ended; undefined where the client has left, or it goes on. */
  endCode(): string | undefined;
  /** Called once its connection has ended, whoever ended it; at once where that has been. */
  onEnd(listener: () => void): void;
}

/** For the last words to leave; a client that does not read them is not waited for. */
const LAST_WORDS_MS = 1_000;

export function openStream(options: OpenStreamOptions): OpenStream {
  const { access, language, format, place, clock, heartbeatMs } = options;
  const { after, stop } = stoppableTimers(clock);
  const { body, isFull, write, room, release } = boundedBody(options.bufferBytes);
  let isOver = false;
  let hasEnded = false;
  let endedBecause: string | undefined;
  body.once('close', end);
  write(format.opening);
  beat(false);
  const leftMs = access.expiresAt && access.expiresAt.getTime() - clock.now().getTime();
  if (leftMs !== undefined) after(leftMs, () => lose('TOKEN_EXPIRED'));

  return {
    ...{ access, format, body, complete, lose },
    send(text) {
      // Nothing is sent after a token's end, though its timer be late.
      if (access.expiresAt && access.expiresAt <= clock.now()) lose('TOKEN_EXPIRED');
      if (isOver) return Promise.resolve();
      write(text);
      return room();
    },
    endCode: () => endedBecause,
    onEnd: (listener) => void (hasEnded ? listener() : body.once('close', listener)),
  };

  function complete(): void {
    finish('COMPLETED', format.complete);
  }

  function lose(loss: StreamLoss): void {
    const words = withLanguage(language, () => format.lost(loss, lossError(loss)));
    finish(loss, words);
    after(LAST_WORDS_MS, () => body.destroy());
  }

  function finish(because: string, lastWords: string): void {
    if (isOver) return;
    isOver = true;
    endedBecause = because;
    write(lastWords);
    body.push(null);
    release();
  }

  /** Two rounds in which a full buffer gets no emptier end the connection: a client that is gone may never say so. */
  function beat(wasFull: boolean): void {
    after(heartbeatMs, () => {
      if (!isFull() && !isOver) write(format.heartbeat);
      if (!wasFull || !isFull()) return beat(isFull());
      endedBecause ??= 'SLOW_CONSUMER';
      body.destroy();
    });
  }

  function end(): void {
    isOver = true;
    hasEnded = true;
    stop();
    place.leave();
    release();
  }
}

function stoppableTimers(clock: Clock) {
  const timers = new Set<ClockTimer>();
  let isStopped = false;
  return {
    after(ms: number, run: () => void): void {
      if (isStopped) return;
      const timer = clock.after(ms, () => {
        timers.delete(timer);
        run();
      });
      timers.add(timer);
    },
    stop(): void {
      isStopped = true;
      for (const timer of timers) timer.cancel();
    },
  };
}
