import {
  type ActionFunctionArgs,
  data,
  Form,
  Link,
  type LoaderFunctionArgs,
  redirect,
  useActionData,
  useLoaderData,
} from 'react-router';
import { type CartQuery as CartData, Cart as CartQuery } from '../../../generated/operations/cart.ts';
import { SetCartLine } from '../../../generated/operations/set-cart-line.ts';
import { type Graph, graphOfVisit } from '../../graph/graph.ts';
import { labelIn, languageOf, nameIn, useLanguage } from '../../messages/language.ts';
import { refusalIn } from '../../messages/refusal.ts';
import { AwayPart } from '../../parts/away-part.tsx';
import { PrivateHead } from '../../parts/head/page-head.tsx';
import { yen } from '../../parts/money.ts';
import { StockMark } from '../../parts/stock-mark.tsx';
import { visitor } from '../../session/visitor.ts';

export async function loader({ context }: LoaderFunctionArgs) {
  if (!(await context.get(visitor).person())) return { cart: undefined };
  const { cart } = await context.get(graphOfVisit).ask(CartQuery, {});
  return { cart };
}

/** `add` puts pieces to those that are there; `set` makes them so many; 0 takes the line out. */
export async function action({ context, params, request }: ActionFunctionArgs) {
  const language = languageOf(params);
  if (!(await context.get(visitor).person()))
    return redirect(`/${language}/sign-in?to=${encodeURIComponent(`/${language}/cart`)}`, 303);
  const form = await request.formData();
  const variantId = String(form.get('variantId') ?? '');
  const given = Number(form.get('quantity') ?? 1);
  const graph = context.get(graphOfVisit);
  const before = form.get('intent') === 'add' ? await piecesOf(graph, variantId) : 0;
  const { setCartLine } = await graph.ask(SetCartLine, {
    input: { variantId, quantity: before + (Number.isInteger(given) ? given : 0) },
  });
  if (setCartLine.__typename === 'SetCartLineSuccess') return redirect(`/${language}/cart`, 303);
  return data({ refused: refusalIn(language, setCartLine) }, { status: 422 });
}

async function piecesOf(graph: Graph, variantId: string): Promise<number> {
  const { cart } = await graph.ask(CartQuery, {});
  // What is not known is not nothing: pieces would be lost.
  if (!cart || cart.lines.some(({ variant }) => !variant)) throw data(null, { status: 503 });
  return cart.lines.find(({ variant }) => variant?.id === variantId)?.quantity ?? 0;
}

export default function Cart() {
  const { cart } = useLoaderData<typeof loader>();
  const outcome = useActionData<typeof action>();
  const { language, t } = useLanguage();
  return (
    <>
      <PrivateHead title={t.cart} />
      <h1>{t.cart}</h1>
      {outcome && 'refused' in outcome && (
        <p className="alert" role="alert">
          {outcome.refused}
        </p>
      )}
      {cart === undefined && (
        <div className="empty">
          <p>{t.cartSignIn}</p>
          <Link className="button" to={`/${language}/sign-in?to=${encodeURIComponent(`/${language}/cart`)}`}>
            {t.signIn}
          </Link>
        </div>
      )}
      {cart === null && <AwayPart />}
      {cart?.lines.length === 0 && (
        <div className="empty">
          <p>{t.cartEmpty}</p>
          <Link to={`/${language}`}>{t.departments}</Link>
        </div>
      )}
      {cart && cart.lines.length > 0 && <Lines />}
    </>
  );
}

function Lines() {
  const { cart } = useLoaderData<typeof loader>();
  const { language, t } = useLanguage();
  return (
    <>
      <ul className="lines">
        {cart?.lines.map((line) => (
          <li key={line.id} className="line">
            {line.variant ? (
              <Line line={line} variant={line.variant} />
            ) : (
              <p className="stock unknown">{t.awayProduct}</p>
            )}
          </li>
        ))}
      </ul>
      <p className="sum">
        {t.subtotal}{' '}
        {cart?.subtotalYen == null ? (
          t.awayPart
        ) : (
          <>
            <strong className="price large">{yen(cart.subtotalYen)}</strong> <small>{t.taxIncluded}</small>
          </>
        )}
      </p>
      <p className="sum">
        <Link className="button" to={`/${language}/checkout`}>
          {t.checkout}
        </Link>
      </p>
    </>
  );
}

type CartLine = NonNullable<CartData['cart']>['lines'][number];

function Line({
  line,
  variant,
}: {
  readonly line: CartLine;
  readonly variant: NonNullable<CartLine['variant']>;
}) {
  const { language, t } = useLanguage();
  const { id, quantity, unitPriceYen } = line;
  return (
    <>
      <img className="picture" src={variant.product.imageUrl} alt="" width="96" height="96" />
      <div>
        <h2 className="name">
          <Link to={`/${language}/products/${variant.product.id}`}>{nameIn(language, variant.product)}</Link>
        </h2>
        <p>{labelIn(language, variant)}</p>
        {unitPriceYen === null ? (
          <p className="stock none">{t.soldOut}</p>
        ) : (
          <p>{t.each(yen(unitPriceYen))}</p>
        )}
        <StockMark shelves={[variant.stock]} />
      </div>
      <Form method="post" className="amount">
        <input type="hidden" name="variantId" value={variant.id} />
        <label htmlFor={`quantity-${id}`}>{t.quantity}</label>
        <input
          id={`quantity-${id}`}
          key={quantity}
          type="number"
          name="quantity"
          inputMode="numeric"
          min="0"
          max="99"
          defaultValue={quantity}
        />
        <button type="submit" className="button quiet">
          {t.update}
        </button>
      </Form>
      <Form method="post">
        <input type="hidden" name="variantId" value={variant.id} />
        <button type="submit" className="link" name="quantity" value="0">
          {t.remove}
        </button>
      </Form>
    </>
  );
}
