import {
  data,
  Link,
  type LoaderFunctionArgs,
  type MiddlewareFunction,
  Outlet,
  redirect,
  useLoaderData,
  useLocation,
} from 'react-router';
import { GoodsInCart } from '../../../generated/operations/goods-in-cart.ts';
import { graphOfVisit } from '../../graph/graph.ts';
import { languageOf, useLanguage } from '../../messages/language.ts';
import { type CheckoutStep, checkoutSteps, nextStep } from '../../session/checkout-draft.ts';
import { CHECKOUT_ENDED } from '../../session/checkout-ended.ts';
import { visitor } from '../../session/visitor.ts';
import styles from './checkout-frame.module.css';
import { useCheckoutMessages } from './use-checkout-messages.ts';

/** Only a guest, or somebody who is signed in, comes here, and not past a step that is not taken: for forms of the steps, too. */
export const middleware: MiddlewareFunction<Response>[] = [
  async ({ context, params, request }) => {
    const language = languageOf(params);
    const visit = context.get(visitor);
    const person = await visit.person();
    const isForm = request.method === 'POST';
    // Whoever sends a step had one: signed out meanwhile, in another tab perhaps.
    if (!person && isForm) throw data({ code: CHECKOUT_ENDED }, { status: 401 });
    // Nobody has nothing in a cart, which says how to come by something.
    if (!person) throw redirect(`/${language}/cart?checkout`);
    const next = nextStep(await visit.draft(), person);
    const steps = checkoutSteps(person);
    const here = stepOf(request, steps);
    if (here < 0 || here > steps.indexOf(next))
      throw redirect(`/${language}/checkout/${next}`, isForm ? 303 : 302);
  },
];

function stepOf({ url }: Request, steps: readonly CheckoutStep[]): number {
  const pathname = new URL(url).pathname.replace(/\.data$/, '');
  return steps.findIndex((step) => pathname.endsWith(`/checkout/${step}`));
}

export async function loader({ context, params, request }: LoaderFunctionArgs) {
  const steps = checkoutSteps((await context.get(visitor).person()) ?? {});
  // From the delivery time on, each step reads the cart itself.
  if (stepOf(request, steps) < steps.indexOf('slot')) {
    const { cart } = await context.get(graphOfVisit).ask(GoodsInCart, {});
    if (cart?.lines.length === 0) throw redirect(`/${languageOf(params)}/cart`);
  }
  return { steps };
}

export default function CheckoutFrame() {
  const { language } = useLanguage();
  const t = useCheckoutMessages();
  const { pathname } = useLocation();
  const { steps } = useLoaderData<typeof loader>();
  const here = steps.findIndex((step) => pathname.endsWith(`/${step}`));
  return (
    <div className={styles.checkout}>
      <meta name="robots" content="noindex" />
      <nav aria-label={t.title}>
        <ol className={styles.steps}>
          {steps.map((step, index) => (
            <li key={step} aria-current={index === here ? 'step' : undefined}>
              {index < here ? (
                <Link to={`/${language}/checkout/${step}`}>{t.steps[step]}</Link>
              ) : (
                t.steps[step]
              )}
            </li>
          ))}
        </ol>
      </nav>
      <Outlet />
    </div>
  );
}
