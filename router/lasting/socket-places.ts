import { type Caller, hasSession } from '@depachika/identity/caller.ts';

export interface SocketCeilings {
  /** Sockets of this process, whoever holds them. */
  readonly total: number;
  /** Of one network, whoever they are for. */
  readonly perNetwork: number;
  /** Of one person, from wherever. */
  readonly perUser: number;
}

/** The room that one socket takes, from the first byte of its upgrade to its end. */
export interface SocketPlace {
  /** Says whom the socket is for. @returns false when they hold as many as they may, or when the place was left */
  settle(caller: Caller): boolean;
  /** Gives the room back; may be called again. */
  leave(): void;
}

export interface SocketPlaces {
  /** @param giveWay ends the socket: called when a newcomer needs the room before it is known whom the socket is for */
  take(network: string, giveWay: () => void): SocketPlace | 'network is full' | 'all are taken';
}

/**
 * Counts the sockets that are open or on their way. Anonymous callers together hold half of all places at most: they
 * cannot keep those out who sign in. Of a newcomer nobody knows yet which they are, so a newcomer is let in for as long as there is
 * one who has been asked for longer and has not said either.
 */
export function socketPlaces(ceilings: SocketCeilings): SocketPlaces {
  const asked = new Map<SocketPlace, () => void>();
  const networks = tally();
  const users = tally();
  let total = 0;
  let nobodies = 0;

  return {
    take(network, giveWay) {
      if (networks.of(network) >= ceilings.perNetwork) return 'network is full';
      if (total >= ceilings.total) endLongestAsked();
      if (total >= ceilings.total) return 'all are taken';
      return place(network, giveWay);
    },
  };

  function place(network: string, giveWay: () => void): SocketPlace {
    let held = true;
    let settled: Caller | undefined;
    total += 1;
    networks.add(network, 1);
    const taken: SocketPlace = {
      settle(caller) {
        if (!held || settled || !hasRoomFor(caller)) return false;
        asked.delete(taken);
        settled = caller;
        count(caller, 1);
        return true;
      },
      leave() {
        if (!held) return;
        held = false;
        total -= 1;
        networks.add(network, -1);
        asked.delete(taken);
        if (settled) count(settled, -1);
      },
    };
    asked.set(taken, giveWay);
    return taken;
  }

  function hasRoomFor(caller: Caller): boolean {
    if (hasSession(caller)) return users.of(caller.userId) < ceilings.perUser;
    return nobodies < Math.floor(ceilings.total / 2);
  }

  function count(caller: Caller, by: 1 | -1): void {
    if (hasSession(caller)) users.add(caller.userId, by);
    else nobodies += by;
  }

  function endLongestAsked(): void {
    const [longest] = asked;
    if (!longest) return;
    const [taken, giveWay] = longest;
    taken.leave();
    giveWay();
  }
}

/** Numbers by name; a name without any is forgotten. */
function tally() {
  const numbers = new Map<string, number>();
  const of = (name: string) => numbers.get(name) ?? 0;
  return {
    of,
    add(name: string, by: 1 | -1) {
      const number = of(name) + by;
      if (number === 0) numbers.delete(name);
      else numbers.set(name, number);
    },
  };
}
