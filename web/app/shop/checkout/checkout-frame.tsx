import { Link, type LoaderFunctionArgs, Outlet, redirect, useLocation } from 'react-router';
import { languageOf, useLanguage } from '../../messages/language.ts';
import { CHECKOUT_STEPS, nextStep } from '../../session/checkout-draft.ts';
import { visitor } from '../../session/visitor.ts';
import styles from './checkout-frame.module.css';
import { useCheckoutMessages } from './use-checkout-messages.ts';

/** Only somebody who is signed in comes here, and not past a step that is not taken. */
export async function loader({ context, params, request }: LoaderFunctionArgs) {
  const language = languageOf(params);
  const visit = context.get(visitor);
  const { pathname } = new URL(request.url);
  if (!(await visit.person()))
    throw redirect(`/${language}/sign-in?to=${encodeURIComponent(`/${language}/checkout`)}`);
  const next = nextStep(await visit.draft());
  const here = CHECKOUT_STEPS.findIndex((step) =>
    pathname.replace(/\.data$/, '').endsWith(`/checkout/${step}`),
  );
  if (here < 0 || here > CHECKOUT_STEPS.indexOf(next)) throw redirect(`/${language}/checkout/${next}`);
  return { next };
}

export default function CheckoutFrame() {
  const { language } = useLanguage();
  const t = useCheckoutMessages();
  const { pathname } = useLocation();
  const here = CHECKOUT_STEPS.findIndex((step) => pathname.endsWith(`/${step}`));
  return (
    <div className={styles.checkout}>
      <meta name="robots" content="noindex" />
      <nav aria-label={t.title}>
        <ol className={styles.steps}>
          {CHECKOUT_STEPS.map((step, index) => (
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
