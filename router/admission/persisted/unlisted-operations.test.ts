import { adjustableClock } from '@depachika/clock/clock.ts';
import { createMetrics } from '@depachika/telemetry/metrics.ts';
import { expect, it } from 'vitest';
import { unlistedOperations } from './unlisted-operations.ts';

it('what is not listed is counted each time, and logged once, a bounded number of times a minute', async () => {
  const clock = adjustableClock({ frozenAt: new Date('2026-11-26T00:00:00Z') });
  const lines: Record<string, unknown>[] = [];
  const metrics = createMetrics({ service: 'router' });
  const logger = { warn: (fields: Record<string, unknown>) => void lines.push(fields) };
  const unlisted = unlistedOperations({ metrics, clock, logger: logger as never });
  const ask = (query: string) => unlisted.count({ query, operationName: 'N'.repeat(500), outcome: 'let_in' });
  for (let time = 0; time < 3; time += 1) ask('{ me }');
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatchObject({ operationName: 'N'.repeat(100), outcome: 'let_in', unlogged: 0 });
  expect(JSON.stringify(lines)).not.toContain('me }');
  for (let text = 0; text < 100; text += 1) ask(`{ a${text} }`);
  expect(lines).toHaveLength(30);
  clock.advance(60_000);
  ask('{ you }');
  expect(lines).toHaveLength(31);
  expect(lines[30]).toMatchObject({ unlogged: 71 });
  expect(await metrics.text()).toMatch(/unlisted_operations_total\{[^}]*outcome="let_in"[^}]*\} 104/);
});
