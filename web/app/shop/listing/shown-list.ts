import { redirect } from 'react-router';
import { type List, type ListingView, unknownChoices, type ViewOptions, viewOf } from './listing-view.ts';
import { withoutGone } from './narrowing.ts';

export interface ShownList<Product> {
  readonly products: readonly Product[];
  readonly view: ListingView;
  /** A part of a list, a list from its end, or one sorted otherwise behind its first page is nothing to be found by others. */
  readonly isWhole: boolean;
}

/**
 * The list of a page, as its address wants it. Throws where the page is to be read instead when something was chosen of which
 * the graph does not tell any more. @param here the page's address, without what follows the question mark
 */
export function shownList<Sort extends string, Product>(
  options: ViewOptions<Sort> & { readonly list: List & { readonly nodes: readonly Product[] } },
  here: string,
): ShownList<Product> {
  const { list, asked } = options;
  const unknown = unknownChoices(list, asked.choices);
  const known = asked.choices.filter((choice) => !unknown.includes(choice));
  if (unknown.length > 0) throw redirect(`${here}${withoutGone(asked, known)}`);
  const isSorted = asked.sort !== asked.usualSort;
  const isMarked = asked.isPlaceUnknown || asked.isChoiceGone;
  return {
    products: list.nodes,
    view: viewOf(options),
    isWhole: asked.choices.length === 0 && !asked.before && !isMarked && !(asked.after && isSorted),
  };
}
