import type { Clock, ClockTimer } from '@depachika/clock/clock.ts';
import { DEFAULT_LANGUAGE, type Language } from '@depachika/messages/language.ts';
import { WebSocket } from 'ws';
import type { Access } from '../admission/access-token.ts';
import type { SocketPlace } from '../lasting/socket-places.ts';

/** What is known of a socket before its client has said anything on it. */
export interface Upgraded {
  readonly address: string;
  readonly place: SocketPlace;
  readonly shown: ShownAtUpgrade;
}

/** Until `connection_init` has been answered: headers are long, and sockets many. */
export interface ShownAtUpgrade {
  /** The `authorization` header of its request. */
  readonly header: string | undefined;
  /** The `accept-language` header of its request. */
  readonly acceptLanguage: string | undefined;
  /** The query of its URL. */
  readonly query: Readonly<Record<string, string>>;
}

/**
 * A client's socket, with all that is known of it. There are as many as clients, and most of the time nothing happens on them: what a
 * socket needs is a field here and no closure, and nothing is awaited while nothing comes.
 */
export class ClientSocket extends WebSocket {
  /** Set as it opens. */
  upgraded!: Omit<Upgraded, 'shown'>;
  shown: ShownAtUpgrade | undefined;
  /** Runs until the client has sent `connection_init`. */
  initialisation: ClockTimer | undefined;
  hasInitialised = false;
  /** Known once the client was let in. */
  access: Access | undefined;
  language: Language = DEFAULT_LANGUAGE;
  /** By the id of a client that wants to hear more of it. */
  readonly operations: Map<string, Leavable> = new Map();
  /** Operations that are not over, those of which the client wants to hear no more too. */
  inHand = 0;
  /** Operations that are being admitted, and queries and mutations on their way to an answer. */
  executing: Set<Promise<unknown>> | undefined;
  /** Something was heard since the last ping. */
  isAlive = true;
  /** When it is pinged, of the turns in a round. */
  pingTurn = 0;
  /** How it ended, once it has. */
  endCode: string | undefined;
}

interface Leavable {
  /** The client wants to hear no more of it, or is not there. */
  leave(): void;
}

/** Counts the work as something that has to be answered before the socket may be lost. */
export function inHand<T>(socket: ClientSocket, work: Promise<T>): Promise<T> {
  socket.executing ??= new Set();
  const { executing } = socket;
  const done = work.finally(() => {
    executing.delete(done);
    if (executing.size === 0) socket.executing = undefined;
  });
  executing.add(done);
  return done;
}

/**
 * Resolves when what was begun on a socket is answered: its client asks again for what it has no answer to, a mutation above all.
 * What takes longer is not waited for, nor is a client that asks for more and more.
 */
export async function answered(
  socket: ClientSocket,
  { clock, withinMs }: { readonly clock: Clock; readonly withinMs: number },
): Promise<void> {
  const late = Promise.withResolvers<void>();
  let isLate = false;
  const timer = clock.after(withinMs, () => {
    isLate = true;
    late.resolve();
  });
  while (socket.executing && !isLate)
    await Promise.race([Promise.allSettled(socket.executing), late.promise]);
  timer.cancel();
}
