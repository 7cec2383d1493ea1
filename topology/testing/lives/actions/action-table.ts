import type { Action } from './action.ts';
import { MONEY_AND_MISFORTUNE } from './misfortune.ts';
import { SHOPPING } from './shopping.ts';
import { STAFF_WORK } from './staff-work.ts';
import { TRYING_AGAIN } from './trying-again.ts';

/** Everything that may happen in a life. What a shop learns to do gets a row in one of these tables. */
export const ACTIONS: readonly Action[] = [
  ...SHOPPING,
  ...TRYING_AGAIN,
  ...STAFF_WORK,
  ...MONEY_AND_MISFORTUNE,
];
