/** Breaking changes since the last release that were decided on, and why. */
export interface AcceptedBreaks {
  readonly reason: string;
  /** As `npm run schema:check` prints them. */
  readonly changes: readonly string[];
}

export interface BreakProblems {
  /** What breaks and was not decided on. */
  readonly unlisted: readonly string[];
  /** What was decided on and breaks nothing: it was taken back, or is released. */
  readonly ended: readonly string[];
}

/** @param breaking what breaks since the last release */
export function breakProblems(
  breaking: readonly string[],
  accepted: readonly AcceptedBreaks[],
): BreakProblems {
  const listed = accepted.flatMap(({ changes }) => changes);
  return {
    unlisted: breaking.filter((change) => !listed.includes(change)),
    ended: listed.filter((change) => !breaking.includes(change)),
  };
}
