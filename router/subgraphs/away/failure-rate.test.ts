import { CircuitState } from 'cockatiel';
import { beforeEach, describe, expect, it } from 'vitest';
import { failureRate } from './failure-rate.ts';

let nowMs: number;
let rate: ReturnType<typeof failureRate>;

beforeEach(() => {
  nowMs = 0;
  rate = failureRate({ failurePercent: 50, minimumCalls: 10, windowMs: 10_000 }, () => nowMs);
});

function succeed(times: number): void {
  for (let done = 0; done < times; done += 1) rate.success(CircuitState.Closed);
}

/** @returns whether the last of them opens the circuit */
function fail(times: number): boolean {
  let opens = false;
  for (let done = 0; done < times; done += 1) opens = rate.failure(CircuitState.Closed);
  return opens;
}

describe('the share of calls that fail', () => {
  it('opens a circuit when it is too large among enough calls', () => {
    expect(fail(9)).toBe(false);
    expect(fail(1)).toBe(true);
  });

  it('does not while it is half, or less', () => {
    succeed(20);
    expect(fail(20)).toBe(false);
    expect(fail(1)).toBe(true);
  });

  it('forgets failures and successes alike after a while', () => {
    succeed(1_000);
    nowMs += 10_000;
    expect(fail(10)).toBe(true);
    nowMs += 10_000;
    expect(fail(9)).toBe(false);
  });

  it('remembers what is younger, however slowly calls come', () => {
    for (let second = 0; second < 9; second += 1) {
      expect(fail(1)).toBe(false);
      nowMs += 1_000;
    }
    expect(fail(1)).toBe(true);
  });

  it('begins anew with the call that closes a circuit, and opens it again with one that fails', () => {
    fail(100);
    expect(rate.failure(CircuitState.HalfOpen)).toBe(true);
    rate.success(CircuitState.HalfOpen);
    expect(fail(8)).toBe(false);
  });
});
