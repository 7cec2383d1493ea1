import type { Dice, Life } from '../life.ts';

/** Something that happens in a life, when there is something that it can happen to. */
export interface Action {
  readonly name: string;
  /** How often it is chosen, beside the others. */
  readonly weight: number;
  /** @returns false when there was nothing that it could happen to */
  readonly run: (life: Life, dice: Dice) => Promise<boolean>;
}
