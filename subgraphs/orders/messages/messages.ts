import { messageCatalogue } from '@depachika/messages/catalogue.ts';
import { en } from './en.ts';
import { ja } from './ja.ts';

/** What this domain says to people. */
export const messages = messageCatalogue({ ja, en });
