/** One measured figure, beside what it is compared with. */
export interface BenchRow {
  readonly name: string;
  readonly value: number;
  /** `reservations/s`, `ms` */
  readonly unit: string;
  /** What was measured beside it, with its figure. */
  readonly comparedTo?: string;
  /** `value` by the figure of `comparedTo`. */
  readonly ratio?: number;
}

/** A Markdown table of the rows, in their order. */
export function markdownTable(rows: readonly BenchRow[]): string {
  const lines = rows.map(({ name, value, unit, comparedTo, ratio }) => {
    const cells = [
      name,
      figure(value),
      unit,
      comparedTo ?? '',
      ratio === undefined ? '' : `${ratio.toFixed(2)} ×`,
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return ['| what | figure | unit | beside | ratio |', '|---|---:|---|---|---:|', ...lines].join('\n');
}

/** Three digits that matter, thousands apart. */
export function figure(value: number): string {
  if (value >= 100) return Math.round(value).toLocaleString('en-US');
  return value.toPrecision(3);
}

/** @returns what so many in a hundred are not above */
export function percentile(values: readonly number[], percent: number): number {
  if (values.length === 0) throw new RangeError('No values');
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))]!;
}

/** The middle one; of an even number the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('No values');
  const sorted = [...values].sort((one, other) => one - other);
  const upper = sorted[Math.floor(sorted.length / 2)]!;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1]!;
  return (upper + lower) / 2;
}
