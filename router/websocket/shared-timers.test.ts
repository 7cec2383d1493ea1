import { adjustableClock } from '@depachika/clock/clock.ts';
import { describe, expect, it } from 'vitest';
import type { ClientSocket } from './client-socket.ts';
import { socketPings } from './socket-pings.ts';
import { tokenEnds } from './token-ends.ts';

const NOW = new Date('2026-04-01T00:00:00Z');
const inSeconds = (seconds: number) => new Date(NOW.getTime() + seconds * 1_000);

describe('the ends of tokens', () => {
  it('come at their time to whoever still holds one', () => {
    const clock = adjustableClock({ frozenAt: NOW });
    const ended: string[] = [];
    const ends = tokenEnds<string>(clock, (held) => ended.push(held));
    ends.add('a', inSeconds(60));
    ends.add('b', inSeconds(60));
    ends.add('left', inSeconds(60));
    ends.add('later', inSeconds(61));
    ends.delete('left', inSeconds(60));
    clock.advance(59_999);
    expect(ended).toEqual([]);
    clock.advance(1);
    expect(ended).toEqual(['a', 'b']);
    clock.advance(1_000);
    expect(ended).toEqual(['a', 'b', 'later']);
  });

  it('that nobody waits for any more may be waited for again', () => {
    const clock = adjustableClock({ frozenAt: NOW });
    const ended: string[] = [];
    const ends = tokenEnds<string>(clock, (held) => ended.push(held));
    ends.add('a', inSeconds(60));
    ends.delete('a', inSeconds(60));
    ends.add('b', inSeconds(60));
    clock.advance(60_000);
    expect(ended).toEqual(['b']);
  });
});

describe('pings', () => {
  /** As much of a socket as pings touch. */
  function pinged(answers: boolean) {
    const told: string[] = [];
    const socket = {
      ...{ isAlive: true, pingTurn: 0, OPEN: 1, readyState: 1 },
      ping() {
        told.push('ping');
        this.isAlive = answers;
      },
      terminate: () => told.push('terminate'),
    };
    return { socket: socket as unknown as ClientSocket, told };
  }

  it('go to each socket once in a round, and end one that says nothing in it', () => {
    const clock = adjustableClock({ frozenAt: NOW });
    const pings = socketPings({ everyMs: 16_000, clock });
    const alive = pinged(true);
    const gone = pinged(false);
    pings.add(alive.socket);
    pings.add(gone.socket);
    clock.advance(16_000);
    expect([alive.told, gone.told]).toEqual([['ping'], ['ping']]);
    clock.advance(16_000);
    expect([alive.told, gone.told]).toEqual([
      ['ping', 'ping'],
      ['ping', 'terminate'],
    ]);
  });

  it('go to nobody who has left, and begin again with who comes', () => {
    const clock = adjustableClock({ frozenAt: NOW });
    const pings = socketPings({ everyMs: 16_000, clock });
    const left = pinged(true);
    pings.add(left.socket);
    pings.delete(left.socket);
    clock.advance(60_000);
    const next = pinged(true);
    pings.add(next.socket);
    clock.advance(16_000);
    expect([left.told, next.told]).toEqual([[], ['ping']]);
  });
});
