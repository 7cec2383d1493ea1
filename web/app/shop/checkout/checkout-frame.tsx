import { Link, type LoaderFunctionArgs, Outlet, redirect, useLoaderData, useLocation } from 'react-router';
import { languageOf, useLanguage } from '../../messages/language.ts';
import { checkoutSteps, nextStep } from '../../session/checkout-draft.ts';
import { visitor } from '../../session/visitor.ts';
import styles from './checkout-frame.module.css';
import { useCheckoutMessages } from './use-checkout-messages.ts';

/** Only a guest, or somebody who is signed in, comes here, and not past a step that is not taken. */
export async function loader({ context, params, request }: LoaderFunctionArgs) {
  const language = languageOf(params);
  const visit = context.get(visitor);
  const { pathname } = new URL(request.url);
  const person = await visit.person();
  // Nobody has nothing in a cart.
  if (!person) throw redirect(`/${language}/cart`);
  const next = nextStep(await visit.draft(), person);
  const steps = checkoutSteps(person);
  const here = steps.findIndex((step) => pathname.replace(/\.data$/, '').endsWith(`/checkout/${step}`));
  if (here < 0 || here > steps.indexOf(next)) throw redirect(`/${language}/checkout/${next}`);
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
