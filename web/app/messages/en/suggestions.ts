import type { SuggestionMessages } from '../ja/suggestions.ts';

export const suggestionsEn = {
  queries: 'Searches',
  places: 'Departments and makers',
  products: 'Products',
  count: (offers) =>
    offers === 0 ? 'No suggestions' : offers === 1 ? '1 suggestion' : `${offers} suggestions`,
} satisfies SuggestionMessages;
