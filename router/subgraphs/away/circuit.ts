import { CircuitState as BreakerState, BrokenCircuitError, circuitBreaker, handleAll } from 'cockatiel';
import type { CircuitSettings } from '../../config.ts';
import { failureRate } from './failure-rate.ts';

export const CIRCUIT_STATES = ['closed', 'half-open', 'open'] as const;
export type CircuitState = (typeof CIRCUIT_STATES)[number];

/** Lets nobody wait for a part that does not answer. */
export interface Circuit {
  state(): CircuitState;
  /**
   * Asks, unless the circuit is open: then it rejects with the refusal, and nothing was asked.
   * @param isFault whether a failure is one of the part that was asked; nobody waits for it
   */
  run<T>(ask: () => Promise<T>, isFault: (error: unknown) => Promise<boolean>): Promise<T>;
}

export function createCircuit(options: {
  readonly settings: CircuitSettings;
  readonly refusal: () => Error;
  readonly onOpen: (cause: unknown) => void;
  readonly onClose: () => void;
}): Circuit {
  const policy = circuitBreaker(handleAll, {
    halfOpenAfter: options.settings.openMs,
    breaker: failureRate(options.settings),
  });
  let isAway = false;
  policy.onBreak((reason) => {
    if (isAway) return;
    isAway = true;
    options.onOpen('error' in reason ? reason.error : undefined);
  });
  policy.onReset(() => {
    isAway = false;
    options.onClose();
  });

  return {
    state: () => NAMES[policy.state],
    run<T>(ask: () => Promise<T>, isFault: (error: unknown) => Promise<boolean>) {
      // The library would have the others wait for the one call that decides.
      if (policy.state === BreakerState.HalfOpen) return Promise.reject(options.refusal());
      const { promise, resolve, reject } = Promise.withResolvers<T>();
      const judged = policy.execute(async () => {
        try {
          return { value: await ask() };
        } catch (error) {
          reject(error);
          if (await isFault(error)) throw error;
          return undefined;
        }
      });
      // An answer has closed the circuit by the time that its reader asks for more.
      judged.then(
        (answer) => answer && resolve(answer.value),
        (error) => error instanceof BrokenCircuitError && reject(options.refusal()),
      );
      return promise;
    },
  };
}

const NAMES: Readonly<Record<BreakerState, CircuitState>> = {
  [BreakerState.Closed]: 'closed',
  [BreakerState.HalfOpen]: 'half-open',
  [BreakerState.Open]: 'open',
  // Nobody isolates it by hand.
  [BreakerState.Isolated]: 'open',
};
