import { type InvalidInput, invalidInput } from '@depachika/domain/problems.ts';
import type { CategoryRecord } from '../catalogue/category.ts';
import { messages } from '../messages/messages.ts';

/** Whether a product may stand in a category. @param mayRetire whether it may be one that nobody finds */
export function checkPlace(
  { retired }: CategoryRecord,
  { mayRetire }: { readonly mayRetire: boolean },
): InvalidInput | undefined {
  return retired && !mayRetire ? invalidInput('categoryId', messages.allowed.categoryToSell) : undefined;
}
