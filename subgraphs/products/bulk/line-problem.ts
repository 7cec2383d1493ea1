import type { LocalizedText } from '@depachika/messages/localized-text.ts';

/** A line of a file, its cells by our name of their column. */
export interface FileLine {
  /** The heading's is 1. */
  readonly line: number;
  readonly cells: ReadonlyMap<string, string>;
  /** What is wrong with it before anybody looks into the shop. */
  readonly problems: readonly LineProblem[];
  /** It has less or more cells than there are columns: nobody knows which is which. */
  readonly isMisfit: boolean;
}

/** Why a line did not go in. */
export interface LineProblem {
  readonly line: number;
  readonly column: string;
  /** What was there, shortened. */
  readonly found: string;
  readonly allowed: Readonly<Pick<LocalizedText, 'ja' | 'en'>>;
}

/** Reads the cells of a line, and keeps what is wrong with them. */
export interface LineReader {
  readonly line: number;
  readonly isMisfit: boolean;
  readonly problems: LineProblem[];
  /** Those of the file. */
  columns(): readonly string[];
  has(column: string): boolean;
  /** The text of a cell; undefined where the file has no such column. */
  text(column: string): string | undefined;
  /** What a cell says; undefined where there is no such column, or it is empty, or wrong. */
  read<T>(column: string, reader: (cell: string) => T | undefined, allowed: LocalizedText): T | undefined;
  /** The first that is said of a cell counts: what follows from it is not said as well. */
  refuse(column: string, allowed: LocalizedText): void;
}

export function lineReader({ line, cells, problems: known, isMisfit }: FileLine): LineReader {
  const problems = [...known];
  const refuse = (column: string, allowed: LocalizedText) => {
    if (problems.some((problem) => problem.column === column)) return;
    problems.push({ line, column, found: shortened(cells.get(column) ?? ''), allowed });
  };
  return {
    line,
    isMisfit,
    problems,
    columns: () => [...cells.keys()],
    has: (column) => cells.has(column),
    text: (column) => cells.get(column),
    read(column, reader, allowed) {
      const cell = cells.get(column)?.trim();
      if (cell === undefined || cell === '') return undefined;
      const value = reader(cell);
      if (value === undefined) refuse(column, allowed);
      return value;
    },
    refuse,
  };
}

/** What was in a cell, for people. */
export function shortened(text: string): string {
  return text.length > LONGEST_FOUND ? `${text.slice(0, LONGEST_FOUND)}…` : text;
}

const LONGEST_FOUND = 60;
