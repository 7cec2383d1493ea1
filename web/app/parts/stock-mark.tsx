import { useLanguage } from '../messages/language.ts';

export interface Shelf {
  readonly available: number;
  readonly status: 'IN_STOCK' | 'LOW' | 'OUT_OF_STOCK';
}

/** Says how much is left where that matters: nothing, little, or that nobody knows. */
export function StockMark({ shelves }: { readonly shelves: readonly (Shelf | null)[] }) {
  const { t } = useLanguage();
  const known = shelves.filter((shelf) => shelf !== null);
  if (known.length === 0) return <p className="stock unknown">{t.stockUnknown}</p>;
  const left = known.reduce((sum, { available }) => sum + available, 0);
  if (known.every(({ status }) => status === 'OUT_OF_STOCK'))
    return known.length === shelves.length ? <p className="stock none">{t.soldOut}</p> : null;
  if (known.length === shelves.length && known.every(({ status }) => status !== 'IN_STOCK'))
    return <p className="stock low">{t.lowStock(left)}</p>;
  return null;
}
