import type { Readable } from 'node:stream';
import type { Clock, ClockTimer } from '@depachika/clock/clock.ts';
import { type Language, withLanguage } from '@depachika/messages/language.ts';
import type { Access } from '../admission/access-token.ts';
import type { SocketPlace } from '../lasting/socket-places.ts';
import { type BoundedBody, boundedBody } from './bounded-body.ts';
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
  /** Resolves when there is room for more, or when nobody reads any more. What comes while the stream is being lost is dropped. */
  send(text: string): Promise<void>;
  /** The same, of what cannot be asked for again: it is said while the stream is being lost too. */
  answer(text: string): Promise<void>;
  /**
   * Says that an answer is in hand: the stream is lost after it, but no later than 5 s from then.
   * @returns a function that says that nothing of it is in hand any more
   */
  hold(): () => void;
  /** As much as may wait for its reader is waiting. */
  isFull(): boolean;
  /** It is over, or will be as soon as what is in hand was answered: nothing may begin on it. */
  isEnding(): boolean;
  /** Says that there is no more, and ends. */
  complete(): void;
  /** Ends without saying that there is no more. */
  lose(loss: StreamLoss): void;
  /** How it has ended; undefined where the client has left, or it goes on. */
  endCode(): string | undefined;
  /** Called once its connection has ended, whoever ended it; at once where that has been. */
  onEnd(listener: () => void): void;
}

/** For answers in hand: clients ask again for what they have no answer to, and a mutation would happen twice. */
const ANSWERS_MS = 5_000;
/** For the last words to leave; a client that does not read them is not waited for. */
const LAST_WORDS_MS = 1_000;

export function openStream(options: OpenStreamOptions): OpenStream {
  const { access, language, format, place, clock, heartbeatMs } = options;
  const { after, stop, isStopped } = stoppableTimers(clock);
  const inHand = answersInHand();
  const bounded = boundedBody(options.bufferBytes);
  const { body, isFull, write, writeInTurn, release } = bounded;
  let isOver = false;
  let endedBecause: string | undefined;
  let losing: StreamLoss | undefined;
  body.once('close', leave);
  write(format.opening);
  keepAlive(bounded, { everyMs: heartbeatMs, after, cutOff, beat: () => isOver || write(format.heartbeat) });
  const leftMs = access.expiresAt && access.expiresAt.getTime() - clock.now().getTime();
  if (leftMs !== undefined) after(leftMs, () => lose('TOKEN_EXPIRED'));

  return {
    ...{ access, format, body, isFull, lose, hold: inHand.hold },
    send: (text) => writeInTurn(text, mayTellEvents),
    answer: (text) => writeInTurn(text, () => !isOver),
    complete: () => finish('COMPLETED', format.complete),
    isEnding: () => isOver || losing !== undefined,
    endCode: () => endedBecause,
    onEnd: (listener) => void (isStopped() ? listener() : body.once('close', listener)),
  };

  /** No event is sent after a token's end, though its timer be late. */
  function mayTellEvents(): boolean {
    if (access.expiresAt && access.expiresAt <= clock.now()) lose('TOKEN_EXPIRED');
    return !isOver && losing === undefined;
  }

  function lose(loss: StreamLoss): void {
    // Whose session has ended is told nothing more.
    if (loss === 'SESSION_REVOKED' || !inHand.any()) end(loss);
    else if (!losing) {
      losing = loss;
      inHand.onceNone(() => isOver || end(loss));
      after(ANSWERS_MS, () => end(loss));
    }
  }

  function end(loss: StreamLoss): void {
    losing = loss;
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

  function cutOff(): void {
    endedBecause ??= 'SLOW_CONSUMER';
    body.destroy();
  }

  function leave(): void {
    isOver = true;
    stop();
    place.leave();
    release();
  }
}

/** Two beats of a full body between which nothing was read end the connection: a client that is gone may never say so. */
function keepAlive(
  { isFull, taken }: BoundedBody,
  options: {
    readonly everyMs: number;
    readonly after: (ms: number, run: () => void) => void;
    readonly beat: () => unknown;
    readonly cutOff: () => void;
  },
): void {
  wait(undefined);

  /** @param before what had been read at the last beat of a full body */
  function wait(before: number | undefined): void {
    options.after(options.everyMs, () => {
      const now = isFull() ? taken() : undefined;
      if (now === undefined) options.beat();
      else if (now === before) {
        options.cutOff();
        return;
      }
      wait(now);
    });
  }
}

function answersInHand() {
  const answers = new Set<symbol>();
  let tellNone: () => unknown = () => undefined;
  return {
    any: () => answers.size > 0,
    onceNone(listener: () => unknown): void {
      tellNone = listener;
    },
    hold(): () => void {
      const answer = Symbol();
      answers.add(answer);
      return () => {
        if (answers.delete(answer) && answers.size === 0) tellNone();
      };
    },
  };
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
    isStopped: () => isStopped,
    stop(): void {
      isStopped = true;
      for (const timer of timers) timer.cancel();
    },
  };
}
