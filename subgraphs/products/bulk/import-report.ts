import type { LineProblem } from './line-problem.ts';

/** What may be in a file. */
export const FILE_KINDS = ['products', 'prices', 'categories'] as const;
export type FileKind = (typeof FILE_KINDS)[number];

/** Lines of a file by what became of them. */
export interface LineCounts {
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly refused: number;
}

/** What became of some lines. */
export interface BatchOutcome extends LineCounts {
  readonly problems: readonly LineProblem[];
}

/** What became of a file so far. */
export interface ImportReport extends LineCounts {
  /** The first {@link MAX_PROBLEMS} of them. */
  readonly problems: readonly LineProblem[];
  readonly problemCount: number;
}

export const NOTHING_YET: ImportReport = {
  ...{ added: 0, changed: 0, unchanged: 0, refused: 0 },
  ...{ problems: [], problemCount: 0 },
};

/** Further ones are counted alone. */
export const MAX_PROBLEMS = 1_000;

export function linesOf({ added, changed, unchanged, refused }: LineCounts): number {
  return added + changed + unchanged + refused;
}

export function withOutcome(report: ImportReport, outcome: BatchOutcome): ImportReport {
  return {
    added: report.added + outcome.added,
    changed: report.changed + outcome.changed,
    unchanged: report.unchanged + outcome.unchanged,
    refused: report.refused + outcome.refused,
    problems: [...report.problems, ...outcome.problems].slice(0, MAX_PROBLEMS),
    problemCount: report.problemCount + outcome.problems.length,
  };
}
