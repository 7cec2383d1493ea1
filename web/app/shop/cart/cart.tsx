import {
  type ActionFunctionArgs,
  data,
  Form,
  Link,
  type LoaderFunctionArgs,
  redirect,
  useActionData,
  useLoaderData,
  useSearchParams,
} from 'react-router';
import { type CartQuery as CartData, Cart as CartQuery } from '../../../generated/operations/cart.ts';
import { SetCartLine } from '../../../generated/operations/set-cart-line.ts';
import { type Graph, graphOfVisit } from '../../graph/graph.ts';
import { type Language, labelIn, languageOf, nameIn, useLanguage } from '../../messages/language.ts';
import { refusalIn } from '../../messages/refusal.ts';
import { AwayPart } from '../../parts/away-part.tsx';
import { PrivateHead } from '../../parts/head/page-head.tsx';
import { yen } from '../../parts/money.ts';
import { StockMark } from '../../parts/stock-mark.tsx';
import { visitor } from '../../session/visitor.ts';
import { bringCart } from '../guest/bring-cart.ts';
import { MergedCart } from '../guest/merged-cart.tsx';
import { startGuest } from '../guest/start-guest.ts';
import { cartMessagesIn, useCartMessages } from './use-cart-messages.ts';

export async function loader({ context }: LoaderFunctionArgs) {
  const visit = context.get(visitor);
  const person = await visit.person();
  if (!person) return { cart: undefined, merged: undefined, owesMerge: false };
  const graph = context.get(graphOfVisit);
  if ((await visit.draft()).owesMerge) await bringCart(graph, visit);
  const { cart } = await graph.ask(CartQuery, {});
  const { merged, owesMerge = false, ...draft } = await visit.draft();
  if (merged) await visit.keepDraft(draft);
  return { cart, merged, owesMerge };
}

/** `add` puts pieces to those that are there; `set` makes them so many; 0 takes the line out. */
export async function action({ context, params, request }: ActionFunctionArgs) {
  const language = languageOf(params);
  const form = await request.formData();
  const isAdded = form.get('intent') === 'add';
  const given = quantityIn(String(form.get('quantity') ?? '1'));
  if (given === undefined || (isAdded && given === 0)) return refusedPieces(language);
  const visit = context.get(visitor);
  const graph = context.get(graphOfVisit);
  const userAgent = request.headers.get('user-agent');
  const isNew = !(await visit.person());
  const headers = isNew
    ? { 'set-cookie': await startGuest({ graph, visit, language, userAgent }) }
    : undefined;
  const variantId = String(form.get('variantId') ?? '');
  const before = isAdded ? await piecesOf(graph, variantId) : 0;
  const { setCartLine } = await graph.ask(SetCartLine, {
    input: { variantId, quantity: before + given },
  });
  if (setCartLine.__typename === 'SetCartLineSuccess')
    return redirect(`/${language}/cart`, { status: 303, ...(headers && { headers }) });
  if (setCartLine.__typename === 'InvalidInput' && setCartLine.field.endsWith('quantity'))
    return refusedPieces(language, headers);
  return data({ refused: refusalIn(language, setCartLine) }, { status: 422, ...(headers && { headers }) });
}

/** Of one product in a cart. */
const MOST_PIECES = 99;

/** @returns 0 to 99; undefined for what is no such number */
function quantityIn(text: string): number | undefined {
  const quantity = /^\d{1,2}$/.test(text.trim()) ? Number(text) : undefined;
  return quantity !== undefined && quantity <= MOST_PIECES ? quantity : undefined;
}

async function refusedPieces(language: Language, headers?: HeadersInit) {
  const words = await cartMessagesIn(language);
  return data({ refused: words.quantityAllowed(MOST_PIECES) }, { status: 422, ...(headers && { headers }) });
}

async function piecesOf(graph: Graph, variantId: string): Promise<number> {
  const { cart } = await graph.ask(CartQuery, {});
  // What is not known is not nothing: pieces would be lost.
  if (!cart || cart.lines.some(({ variant }) => !variant)) throw data(null, { status: 503 });
  return cart.lines.find(({ variant }) => variant?.id === variantId)?.quantity ?? 0;
}

export default function Cart() {
  const { cart, merged, owesMerge } = useLoaderData<typeof loader>();
  const outcome = useActionData<typeof action>();
  const [search] = useSearchParams();
  const { language, t } = useLanguage();
  const words = useCartMessages();
  return (
    <>
      <PrivateHead title={t.cart} />
      <h1>{t.cart}</h1>
      <MergedCart merged={merged} isOwed={Boolean(owesMerge)} />
      {outcome && 'refused' in outcome && (
        <p className="alert" role="alert">
          {outcome.refused}
        </p>
      )}
      {cart === undefined && search.has('checkout') && (
        <p className="told" role="status">
          {words.toGoOn}
        </p>
      )}
      {cart === undefined && (
        <div className="empty">
          <p>{words.empty}</p>
          <Link to={`/${language}`}>{t.departments}</Link>
          <p>
            {words.haveAccount}{' '}
            <Link to={`/${language}/sign-in?to=${encodeURIComponent(`/${language}/cart`)}`}>{t.signIn}</Link>
          </p>
        </div>
      )}
      {cart === null && <AwayPart />}
      {cart?.lines.length === 0 && (
        <div className="empty">
          <p>{words.empty}</p>
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
  const words = useCartMessages();
  return (
    <>
      <ul className="lines">
        {cart?.lines.map((line) => (
          <li key={line.id} className="line">
            {line.variant ? (
              <Line line={line} variant={line.variant} />
            ) : (
              <p className="stock unknown">{words.awayProduct}</p>
            )}
          </li>
        ))}
      </ul>
      <p className="sum">
        {words.subtotal}{' '}
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
          {words.checkout}
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
  const words = useCartMessages();
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
          <p>{words.each(yen(unitPriceYen))}</p>
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
          {words.update}
        </button>
      </Form>
      <Form method="post">
        <input type="hidden" name="variantId" value={variant.id} />
        <button type="submit" className="link" name="quantity" value="0">
          {words.remove}
        </button>
      </Form>
    </>
  );
}
