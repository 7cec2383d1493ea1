import { chance } from './chance.ts';

/** How subgraphs behave during one operation. */
export interface Mood {
  readonly seed: number;
  /** Chances of what goes wrong; absent: nothing does. */
  readonly unruly?: {
    readonly away: number;
    /** An entity that is not known. */
    readonly unknown: number;
    /** An entity about which nothing may be asked, nor about others beside it. */
    readonly refused: number;
    readonly error: number;
    /** Null where something was promised. */
    readonly null: number;
  };
}

/** One operation in two is answered as it should be. */
export function moodOf(seed: number): Mood {
  if (seed % 2 === 0) return { seed };
  return { seed, unruly: { away: 0.05, unknown: 0.1, refused: 0.04, error: 0.03, null: 0.03 } };
}

export type Absence = 'throws' | 'tells' | 'is silent' | 'tells without data';

const ABSENCES: readonly Absence[] = ['throws', 'tells', 'is silent', 'tells without data'];

/** One request asks for the one or the other, also one that joins several lists of entities. */
export type AskedFor = 'root' | 'entities';

/** @returns how a subgraph is away for one operation: the same for all requests of a kind, however many ask the same */
export function absenceOf({ seed, unruly }: Mood, name: string, what: AskedFor): Absence | undefined {
  if (!unruly || chance(seed, 'away', name, what) >= unruly.away) return undefined;
  return ABSENCES[Math.floor(chance(seed, 'how', name, what) * ABSENCES.length)];
}

const MOST_TURNS = 12;

/** @returns after how many turns of the event loop an answer comes */
export function turnsFor({ seed }: Mood, name: string, query: string): number {
  return Math.floor(chance(seed, 'turns', name, query) * (MOST_TURNS + 1));
}
