import { messageCatalogue } from '../catalogue.ts';
import { en } from './en.ts';
import { ja } from './ja.ts';

/** What the router says, and what every domain says in the same words. */
export const shared = messageCatalogue({ ja, en });

/** What a field of an input may hold, in the words that domains share. */
export const { allowed } = shared;
