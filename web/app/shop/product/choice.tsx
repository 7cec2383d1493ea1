import { Form } from 'react-router';
import { useLanguage } from '../../messages/language.ts';
import { FormerPrice } from '../../parts/goods/former-price.tsx';
import { yen } from '../../parts/money.ts';
import { StockMark } from '../../parts/stock-mark.tsx';
import type { ShownProduct } from './shown-product.ts';

/**
 * Which of the variants, and how many. The fields are the browser's own: what is chosen before scripts have come stays.
 * @param chosen by the address; null: the first that is there
 */
export function Choice({
  product,
  chosen,
  onChoose,
}: {
  readonly product: ShownProduct;
  readonly chosen: string | null;
  readonly onChoose: (variantId: string) => void;
}) {
  const { language, t } = useLanguage();
  const { variants } = product;
  const there = variants.filter(({ stock }) => stock?.status !== 'OUT_OF_STOCK');
  const preferred = there.find(({ id }) => id === chosen) ?? firstThere(variants);
  // More than one order may have is never offered, nor more than lies there: a form that cannot be kept would be refused later.
  const most = Math.max(
    1,
    ...variants.map(({ maxPerOrder, stock }) => Math.min(maxPerOrder, stock?.available ?? maxPerOrder)),
  );
  return (
    <Form className="choice" method="post" action={`/${language}/cart`}>
      <input type="hidden" name="intent" value="add" />
      <fieldset className="variants">
        <legend>{product.options || product.texts.choose}</legend>
        {variants.map((variant) => (
          <label key={variant.id} className="variant">
            <input
              type="radio"
              name="variantId"
              value={variant.id}
              required
              defaultChecked={variant === preferred}
              onChange={() => onChoose(variant.id)}
              disabled={variant.stock?.status === 'OUT_OF_STOCK'}
            />
            <span className="label">{variant.label || product.name}</span>
            <span className="price">
              <FormerPrice priceYen={variant.regularPriceYen} /> {yen(variant.priceYen)}
            </span>
            <StockMark shelves={[variant.stock]} />
          </label>
        ))}
      </fieldset>
      <p className="amount">
        <label htmlFor="quantity">{t.quantity}</label>
        <input
          id="quantity"
          type="number"
          name="quantity"
          inputMode="numeric"
          min="1"
          max={most}
          defaultValue="1"
          required
        />
        <small>{t.perOrder(most)}</small>
      </p>
      <button type="submit" className="button" disabled={there.length === 0}>
        {product.texts.addToCart}
      </button>
    </Form>
  );
}

export function firstThere<V extends { readonly stock?: { readonly status: string } | null }>(
  variants: readonly V[],
): V | undefined {
  return variants.find(({ stock }) => stock?.status !== 'OUT_OF_STOCK') ?? variants[0];
}
