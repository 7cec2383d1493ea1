import type { Clock } from '@depachika/clock/clock.ts';
import { type Caller, hasSession } from '@depachika/identity/caller.ts';
import type { Language } from '@depachika/messages/language.ts';
import type { Logger } from 'pino';
import type { Access } from '../admission/access-token.ts';
import { networkOf } from '../admission/rate-limit.ts';
import type { Refusal } from '../admission/refusal.ts';
import type { OpenSessions } from '../admission/session-check.ts';
import type { RouterLimits } from '../config.ts';
import { noPlace } from '../lasting/no-place.ts';
import { watchSessions } from '../lasting/session-watch.ts';
import type { SocketPlace, SocketPlaces } from '../lasting/socket-places.ts';
import { goingAway } from './answers.ts';
import { type OpenStream, openStream } from './open-stream.ts';
import type { StreamLoss } from './stream-ends.ts';
import type { StreamFormat } from './stream-format.ts';

export interface HeldStreamsOptions {
  /** Counted together with sockets. */
  readonly places: SocketPlaces;
  readonly limits: Pick<RouterLimits, 'sockets' | 'keepAliveMs' | 'socketBufferBytes'>;
  readonly openSessions: OpenSessions;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** A place that a stream will take. */
export interface KeptPlace extends SocketPlace {
  /** Called when a newcomer needs the place. */
  onGivenUp(listener: () => void): void;
}

/** All streams that are open now. */
export interface HeldStreams {
  /** @returns why there is none. What ends sessions and streams from then on, ends what opens in it too */
  place(caller: Caller, address: string): KeptPlace | Refusal;
  open(stream: {
    readonly place: KeptPlace;
    readonly access: Access;
    readonly language: Language;
    readonly format: StreamFormat;
  }): OpenStream;
  count(): number;
  closeSession(sessionId: string): void;
  /** Ends all of them, after the answers in hand, so that their clients come back elsewhere. Resolves when their connections have ended. */
  close(): Promise<void>;
}

/** A place whose stream is not open yet: what would end it meanwhile, ends it as soon as it opens. */
interface Waiting {
  readonly caller: Caller;
  lost: StreamLoss | undefined;
}

export function heldStreams(options: HeldStreamsOptions): HeldStreams {
  const { places, limits, clock } = options;
  const open = new Set<OpenStream>();
  const waiting = new Map<KeptPlace, Waiting>();
  let isClosing = false;
  const stopWatching = watchSessions({ ...options, held: heldSessions, end: closeSessions });

  return {
    place(caller, address) {
      if (isClosing) return goingAway();
      let giveUp: () => void = () => undefined;
      const place = places.take(networkOf(address), () => giveUp());
      if (typeof place === 'string') return noPlace(place, limits.sockets);
      if (!place.settle(caller)) {
        place.leave();
        return noPlace('caller has enough', limits.sockets);
      }
      const kept: KeptPlace = {
        ...place,
        leave() {
          waiting.delete(kept);
          place.leave();
        },
        onGivenUp: (listener) => (giveUp = listener),
      };
      waiting.set(kept, { caller, lost: undefined });
      return kept;
    },
    open({ place, access, language, format }) {
      const stream = openStream({
        ...{ place, access, language, format, clock },
        heartbeatMs: limits.keepAliveMs,
        bufferBytes: limits.socketBufferBytes,
      });
      place.onGivenUp(() => stream.lose('TOO_MANY_SOCKETS'));
      open.add(stream);
      stream.onEnd(() => open.delete(stream));
      const lost = isClosing ? 'GOING_AWAY' : waiting.get(place)?.lost;
      waiting.delete(place);
      if (lost) stream.lose(lost);
      return stream;
    },
    count: () => open.size,
    closeSession: (sessionId) => closeSessions(new Set([sessionId])),
    async close() {
      isClosing = true;
      stopWatching();
      const ended = [...open].map((stream) => new Promise<void>((resolve) => stream.onEnd(resolve)));
      for (const stream of open) stream.lose('GOING_AWAY');
      await Promise.all(ended);
    },
  };

  function* heldSessions(): Iterable<string> {
    for (const { access } of open) if (hasSession(access.caller)) yield access.caller.sessionId;
    for (const { caller } of waiting.values()) if (hasSession(caller)) yield caller.sessionId;
  }

  function closeSessions(sessionIds: ReadonlySet<string>): void {
    const isOver = (caller: Caller) => hasSession(caller) && sessionIds.has(caller.sessionId);
    for (const stream of open) if (isOver(stream.access.caller)) stream.lose('SESSION_REVOKED');
    for (const place of waiting.values()) if (isOver(place.caller)) place.lost = 'SESSION_REVOKED';
  }
}
