/** How often something was looked for. Nothing in it tells of a person. */
export interface SearchCount {
  /** In Japan. */
  readonly date: string;
  /** The query, folded: what is written in several ways is counted as one. */
  readonly phrase: string;
  /** As somebody typed it. */
  readonly typed: string;
  readonly searches: number;
  /** Of them, those that found nothing. */
  readonly withoutResults: number;
  /** After how many of them a product was opened. */
  readonly chosen: number;
}

/**
 * Whether a query may be written down: not what is long, and nothing with a number as long as a phone's or an address with
 * an @, because people also paste what is their own.
 */
export function isCountable(typed: string): boolean {
  return (
    [...typed].length <= MAX_CHARACTERS && !/\p{Nd}{5}|@|＠/u.test(typed.replaceAll(/[-\s()‐−ー－]/g, ''))
  );
}

const MAX_CHARACTERS = 40;
