import { readFileSync } from 'node:fs';
import { METRICS, type MetricDescription } from '@depachika/telemetry/metric-list.ts';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

const text = readFileSync(new URL('alerts.yaml', import.meta.url), 'utf8');
const { groups } = parse(text) as { groups: readonly { readonly rules: readonly Rule[] }[] };
const rules = groups.flatMap((group) => group.rules);

/** Names as a scrape has them: a histogram is three series. */
const SERIES = new Map<string, MetricDescription>(
  Object.values<MetricDescription>(METRICS).flatMap((metric) => {
    const ends = metric.type === 'histogram' ? ['_count', '_sum', '_bucket'] : [''];
    return ends.map((end) => [`${metric.name}${end}`, metric] as const);
  }),
);

describe('deploy/alerts.yaml', () => {
  it('wakes somebody for what loses money, goods or trust', () => {
    expect(rules.map(({ alert }) => alert)).toEqual(
      expect.arrayContaining([
        'DepachikaDeadLetters',
        'DepachikaPaymentTaskWaits',
        'DepachikaOutboxWaits',
        'DepachikaFaults',
        'DepachikaCertificateEnds',
      ]),
    );
    for (const { labels, annotations } of rules) {
      expect(labels.severity).toMatch(/^(page|ticket)$/);
      expect(Object.keys(annotations)).toEqual(['summary', 'action']);
    }
  });

  it('names only series that are there', () => {
    const named = [...text.matchAll(/depachika_\w+/g)].map(([name]) => name);
    expect(named).not.toEqual([]);
    expect(named.filter((name) => !SERIES.has(name))).toEqual([]);
  });

  it('asks each series only for labels that it has', () => {
    for (const { expr } of rules) {
      for (const [, name, matchers] of expr.matchAll(/(depachika_\w+)\{([^}]*)\}/g)) {
        const labels = [...matchers!.matchAll(/(\w+)\s*[=!]/g)].map(([, label]) => label);
        expect(['service', ...SERIES.get(name!)!.labels]).toEqual(expect.arrayContaining(labels));
      }
      const grouped = [...expr.matchAll(/ by \(([^)]*)\)/g)].flatMap(([, list]) => list!.split(', '));
      const [first] = expr.match(/depachika_\w+/)!;
      expect(['service', ...SERIES.get(first)!.labels]).toEqual(expect.arrayContaining(grouped));
    }
  });

  it('has balanced brackets in each expression', () => {
    for (const { expr } of rules)
      for (const pair of ['()', '{}', '[]'])
        expect(expr.split(pair[0]!).length, expr).toBe(expr.split(pair[1]!).length);
  });
});
