/** A pending call, made by {@link Clock.after}. */
export interface ClockTimer {
  cancel(): void;
}

/** The only source of time in the shop: rules take `now` as data, everything else asks a clock. */
export interface Clock {
  now(): Date;
  /** Runs `run` once, `delayMs` (0 or more) later by this clock. The timer never keeps the process alive. */
  after(delayMs: number, run: () => void): ClockTimer;
}

/** The machine's own time: the only clock that production accepts. */
export const systemClock: Clock = {
  now: () => new Date(),
  after(delayMs, run) {
    const handle = setTimeout(run, Math.max(0, delayMs));
    handle.unref();
    return { cancel: () => clearTimeout(handle) };
  },
};

/** A clock that walks with the machine's time but can be set forward: tests and simulations only. */
export interface AdjustableClock extends Clock {
  /** Moves `byMs` (0 or more) ahead and runs every timer that falls due, in order. */
  advance(byMs: number): void;
}

/** @param options.frozenAt when given, time stands still at this instant and moves by `advance` alone. */
export function adjustableClock(options: { frozenAt?: Date } = {}): AdjustableClock {
  const timers = new Set<PendingCall>();
  let offsetMs = 0;
  const baseMs = () => options.frozenAt?.getTime() ?? Date.now();
  const nowMs = () => baseMs() + offsetMs;

  return {
    now: () => new Date(nowMs()),
    after(delayMs, run) {
      const call: PendingCall = { dueMs: nowMs() + Math.max(0, delayMs), run, handle: undefined };
      timers.add(call);
      arm(call);
      return { cancel: () => disarm(call) };
    },
    advance(byMs) {
      const targetMs = offsetMs + byMs;
      for (;;) {
        const next = earliest(timers);
        if (!next || next.dueMs > baseMs() + targetMs) break;
        offsetMs = Math.max(offsetMs, next.dueMs - baseMs());
        fire(next);
      }
      offsetMs = targetMs;
      for (const call of timers) arm(call);
    },
  };

  function arm(call: PendingCall): void {
    clearTimeout(call.handle);
    if (options.frozenAt) return;
    const waitMs = Math.min(Math.max(0, call.dueMs - nowMs()), MAX_TIMEOUT_MS);
    call.handle = setTimeout(() => fire(call), waitMs);
    call.handle.unref();
  }

  function disarm(call: PendingCall): void {
    clearTimeout(call.handle);
    timers.delete(call);
  }

  function fire(call: PendingCall): void {
    if (call.dueMs > nowMs()) {
      arm(call);
      return;
    }
    disarm(call);
    call.run();
  }
}

interface PendingCall {
  readonly dueMs: number;
  readonly run: () => void;
  handle: NodeJS.Timeout | undefined;
}

/** setTimeout fires at once beyond 2^31 - 1 ms. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

function earliest(timers: Set<PendingCall>): PendingCall | undefined {
  let first: PendingCall | undefined;
  for (const call of timers) if (!first || call.dueMs < first.dueMs) first = call;
  return first;
}
