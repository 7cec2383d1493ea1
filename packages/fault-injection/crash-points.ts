/**
 * Named places at which a test may kill the process as `kill -9` would.
 * Production passes {@link noCrashPoints}; nothing else is accepted there.
 */
export interface CrashPoints {
  /** Dies here if this point is armed; otherwise does nothing. Name: `<service>.<flow>.<what has just happened>`. */
  reach(name: string): void;
}

export const noCrashPoints: CrashPoints = { reach: () => undefined };

/** Dies by SIGKILL the `nth` time (1 or more) that the point `armed` is reached. */
export function armedCrashPoint(armed: string, nth = 1): CrashPoints {
  let left = nth;
  return {
    reach(name) {
      if (name !== armed) return;
      left -= 1;
      if (left <= 0) process.kill(process.pid, 'SIGKILL');
    },
  };
}
