import type { TimedOutput } from './timed-parts.ts';

export interface LineProgress {
  readonly lines: number;
  /** Of them those of an earlier run. */
  readonly doneBefore?: number;
  /** Of the whole, 0 to 1; absent where nobody knows how much there is. */
  readonly part?: number;
}

/** A person at a terminal is told at most so often, a log file less. */
const EVERY_MS = { terminal: 500, file: 5_000 };

/** Says how many lines are done, how fast that goes, and which part of the whole it is. */
export function progressOn(
  output: TimedOutput,
  nowMs = () => performance.now(),
): (progress: LineProgress) => void {
  const startedAt = nowMs();
  const everyMs = output.isTTY ? EVERY_MS.terminal : EVERY_MS.file;
  let toldAt = startedAt;
  return ({ lines, doneBefore = 0, part }) => {
    const at = nowMs();
    if (at - toldAt < everyMs) return;
    toldAt = at;
    const perSecond = Math.round((lines - doneBefore) / ((at - startedAt) / 1000));
    const percent = part === undefined ? '' : `, ${Math.floor(part * 100)} %`;
    output.write(`${lines} lines, ${perSecond} a second${percent}\n`);
  };
}
