import { CircuitState, type IBreaker } from 'cockatiel';
import type { CircuitSettings } from '../../config.ts';

/**
 * Says that a circuit opens when too many calls of the last `windowMs` failed. The library's own counter moves its window on
 * by a step for each call: where calls fail slowly, successes of long ago would hide that they fail.
 */
export function failureRate(
  { failurePercent, minimumCalls, windowMs }: Omit<CircuitSettings, 'openMs'>,
  nowMs: () => number = () => performance.now(),
): IBreaker {
  /** Earliest first. */
  let steps: Step[] = [];

  return {
    state: undefined,
    success(state) {
      if (state === CircuitState.HalfOpen) steps = [];
      current().calls += 1;
    },
    failure(state) {
      const step = current();
      step.calls += 1;
      step.failures += 1;
      if (state !== CircuitState.Closed) return true;
      const calls = total(steps, 'calls');
      return calls >= minimumCalls && total(steps, 'failures') * 100 > failurePercent * calls;
    },
  };

  function current(): Step {
    const now = nowMs();
    const last = steps.at(-1);
    if (last && now - last.fromMs < windowMs / STEPS) return last;
    const next = { fromMs: now, calls: 0, failures: 0 };
    steps = [...steps.filter(({ fromMs }) => now - fromMs < windowMs), next];
    return next;
  }
}

interface Step {
  readonly fromMs: number;
  calls: number;
  failures: number;
}

/** What is counted is too old by a tenth of the window at most. */
const STEPS = 10;

function total(steps: readonly Step[], key: 'calls' | 'failures'): number {
  return steps.reduce((sum, step) => sum + step[key], 0);
}
