import { redirect } from 'react-router';
import type { QuoteQuery } from '../../../generated/operations/quote.ts';
import type { Language } from '../../messages/language.ts';
import { withAddress, withoutAddress } from '../../session/checkout-draft.ts';
import type { Visitor } from '../../session/visitor.ts';

/** What was chosen is gone: the visitor goes back to where it can be chosen anew. @returns the answer to throw */
export async function refusedQuote(options: {
  readonly quote: Exclude<QuoteQuery['quote'], { __typename: 'Quote' }>;
  readonly language: Language;
  readonly visit: Visitor;
}): Promise<Response> {
  const { quote, language, visit } = options;
  const draft = await visit.draft();
  switch (quote.__typename) {
    case 'AddressNotFound':
      await visit.keepDraft(withoutAddress(draft));
      return redirect(`/${language}/checkout/address`);
    case 'SlotNotAvailable':
      await visit.keepDraft(withAddress(draft, draft.addressId!));
      return redirect(`/${language}/checkout/slot`);
    default:
      return redirect(`/${language}/cart`);
  }
}
