import { groupsOf, type SynonymGroup } from '../synonym.ts';
import { DRINKS } from './drinks.ts';
import { HOUSEHOLD } from './household.ts';
import { MEALS } from './meals.ts';
import { OCCASIONS } from './occasions.ts';
import { PRODUCE } from './produce.ts';
import { SWEETS } from './sweets.ts';

/** What guests of a food hall call the same; made once per process. */
export function baseSynonyms(): readonly SynonymGroup[] {
  made ??= [SWEETS, MEALS, PRODUCE, DRINKS, OCCASIONS, HOUSEHOLD].flatMap(groupsOf);
  return made;
}

let made: readonly SynonymGroup[] | undefined;
