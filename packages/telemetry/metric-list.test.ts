import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { METRICS } from './metric-list.ts';
import { createMetrics } from './metrics.ts';

const LISTED = Object.values(METRICS);

describe('the list of metrics', () => {
  it('is what docs/observability.md prints: name, type, labels and meaning', () => {
    const documentation = readFileSync(new URL('../../docs/observability.md', import.meta.url), 'utf8');
    const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
    const rows = LISTED.map(({ name, type, labels, help }) =>
      row([`\`${name}\``, type, labels.map((label) => `\`${label}\``).join(', '), help]),
    );
    const head = row(['metric', 'type', 'labels', 'tells']);
    expect(documentation).toContain([head, '|---|---|---|---|', ...rows].join('\n'));
    const named = [...documentation.matchAll(/depachika_\w+/g)].map(([name]) => name);
    expect(named.filter((name) => !LISTED.some((metric) => metric.name === name))).toEqual([]);
  });

  it('has names as Prometheus wants them: totals end in _total, and units are seconds', () => {
    for (const { name, type } of LISTED) {
      expect(name.endsWith('_total')).toBe(type === 'counter');
      if (type === 'histogram') expect(name).toMatch(/_seconds$/);
      expect(name).not.toMatch(/_ms$|_milliseconds$/);
    }
    expect(new Set(LISTED.map(({ name }) => name)).size).toBe(LISTED.length);
  });

  it('holds everything that is told without being read', async () => {
    const text = await createMetrics({ service: 'orders' }).text();
    const told = [...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)].map(([, name, type]) => `${name} ${type}`);
    const listed = LISTED.map(({ name, type }) => `${name} ${type}`);
    expect(told).not.toEqual([]);
    expect(told.filter((each) => !listed.includes(each))).toEqual([]);
  });
});
