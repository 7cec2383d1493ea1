export const suggestionsJa = {
  queries: '検索',
  places: '売場と作り手',
  products: '商品',
  count: (offers: number) => (offers === 0 ? '候補はありません' : `${offers}件の候補があります`),
};

export type SuggestionMessages = typeof suggestionsJa;
