import { catalogueCases } from '@depachika/messages/testing/catalogue-cases.ts';
import { en } from './en.ts';
import { ja } from './ja.ts';

catalogueCases('payments', { ja, en });
