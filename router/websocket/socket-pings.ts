import type { Clock, ClockTimer } from '@depachika/clock/clock.ts';
import type { ClientSocket } from './client-socket.ts';

/** Pings of all sockets. */
export interface SocketPings {
  add(socket: ClientSocket): void;
  delete(socket: ClientSocket): void;
  stop(): void;
}

/** So that ten thousand are not pinged at one moment. */
const TURNS = 16;

/**
 * Pings each socket once in a round, in turns, by one timer for all. Two rounds without a sign of life end the connection.
 * @param options.everyMs a round
 */
export function socketPings({
  everyMs,
  clock,
}: {
  readonly everyMs: number;
  readonly clock: Clock;
}): SocketPings {
  const turns = Array.from({ length: TURNS }, () => new Set<ClientSocket>());
  let turn = 0;
  let count = 0;
  let timer: ClockTimer | undefined;
  return {
    add(socket) {
      socket.pingTurn = turn;
      turns[turn]!.add(socket);
      count += 1;
      timer ??= clock.after(everyMs / TURNS, next);
    },
    delete(socket) {
      if (turns[socket.pingTurn]!.delete(socket)) count -= 1;
    },
    stop() {
      timer?.cancel();
    },
  };

  function next(): void {
    turn = (turn + 1) % TURNS;
    turns[turn]!.forEach(ping);
    timer = count > 0 ? clock.after(everyMs / TURNS, next) : undefined;
  }
}

function ping(socket: ClientSocket): void {
  if (!socket.isAlive) {
    socket.terminate();
    return;
  }
  socket.isAlive = false;
  if (socket.readyState === socket.OPEN) socket.ping();
}
