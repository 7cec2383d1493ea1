import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { codesOf, OUTCOME_OF_CODE, outcomeOf } from './error-outcomes.ts';

const coded = (...codes: unknown[]) => codes.map((code) => ({ extensions: { code } }));
const outcome = (...codes: unknown[]) => outcomeOf(codesOf(coded(...codes)));

describe('the outcome of an answer', () => {
  it('is ok without errors', () => {
    expect(outcomeOf(codesOf(undefined))).toBe('ok');
    expect(outcomeOf(codesOf([]))).toBe('ok');
  });

  it('is refused by what the client did, or by a limit', () => {
    for (const code of ['FORBIDDEN', 'BAD_USER_INPUT', 'RATE_LIMITED', 'OPERATION_TOO_EXPENSIVE'])
      expect(outcome(code)).toBe('refused');
  });

  it('is a fault as soon as one part of it failed by our doing', () => {
    for (const code of ['SERVICE_UNAVAILABLE', 'OVERLOADED', 'DEADLINE_EXCEEDED', 'SUBGRAPH_UNAVAILABLE'])
      expect(outcome('FORBIDDEN', code)).toBe('fault');
  });

  it('is a fault when an error has no code that we know', () => {
    expect(outcome('SOMETHING')).toBe('fault');
    expect(outcome('toString')).toBe('fault');
    expect(outcomeOf(codesOf([{}]))).toBe('fault');
  });

  it('is a fault for a value that is missing without a reason, and refused for one that a refusal left out', () => {
    expect(outcome('INCOMPLETE_DATA')).toBe('fault');
    expect(outcome('INCOMPLETE_DATA', 'FORBIDDEN')).toBe('refused');
    expect(outcome('INCOMPLETE_DATA', 'SUBGRAPH_UNAVAILABLE')).toBe('fault');
  });

  it('has each code once', () => {
    expect(codesOf(coded('FORBIDDEN', 'FORBIDDEN', 'NOT_FOUND'))).toEqual(['FORBIDDEN', 'NOT_FOUND']);
  });
});

it('docs/observability.md names every code that is a fault', () => {
  const documentation = readFileSync(new URL('../docs/observability.md', import.meta.url), 'utf8');
  const faults = Object.entries(OUTCOME_OF_CODE).flatMap(([code, is]) =>
    is === 'fault' ? `\`${code}\`` : [],
  );
  expect(documentation.replaceAll(/\s+/g, ' ')).toContain(`A fault is ${faults.join(', ')}`);
});
