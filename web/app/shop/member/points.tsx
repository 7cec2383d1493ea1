import { Link, type LoaderFunctionArgs, useLoaderData } from 'react-router';
import { MyPoints } from '../../../generated/operations/my-points.ts';
import { graphOfVisit } from '../../graph/graph.ts';
import { languageOf, useLanguage } from '../../messages/language.ts';
import { AwayPart } from '../../parts/away-part.tsx';
import { figure } from '../../parts/figure.ts';
import { PrivateHead } from '../../parts/head/page-head.tsx';
import { Pager } from '../../parts/pager.tsx';
import { dayOfYear, moment } from '../../parts/times.ts';
import { signedIn } from '../../session/signed-in.ts';
import { visitor } from '../../session/visitor.ts';
import { useAccountMessages } from '../account/use-account-messages.ts';
import styles from './account-frame.module.css';

export async function loader({ context, params, request }: LoaderFunctionArgs) {
  await signedIn(context.get(visitor), languageOf(params), '/account/points');
  const after = new URL(request.url).searchParams.get('after');
  const { me } = await context.get(graphOfVisit).ask(MyPoints, { first: 20, after });
  return { points: me?.points };
}

export default function Points() {
  const { points } = useLoaderData<typeof loader>();
  const { language } = useLanguage();
  const t = useAccountMessages();
  const entries = points?.entries.nodes ?? [];
  return (
    <>
      <PrivateHead title={t.points} />
      <h1>{t.points}</h1>
      {!points && <AwayPart />}
      {points && (
        <dl className="facts">
          <dt>{t.spendable}</dt>
          <dd className="price large">{figure(points.spendable)}</dd>
          <dt>{t.pending}</dt>
          <dd className="price">{figure(points.pending)}</dd>
          <dt>{t.held}</dt>
          <dd className="price">{figure(points.held)}</dd>
        </dl>
      )}
      {points && <h2>{t.ledger}</h2>}
      {points && entries.length === 0 && <p className="empty">{t.noEntries}</p>}
      {entries.length > 0 && (
        <ul className={styles.rows}>
          {entries.map((entry) => (
            <li key={entry.id}>
              <div>
                <p>
                  {t.kinds[entry.kind]}{' '}
                  {entry.orderId && <Link to={`/${language}/orders/${entry.orderId}`}>{t.seeOrder}</Link>}
                </p>
                <small>
                  {moment(language, entry.createdAt)}
                  {entry.expiresAt && <br />}
                  {entry.expiresAt && t.expiresAt(dayOfYear(language, entry.expiresAt))}
                </small>
              </div>
              <span className={styles.amount}>
                {entry.points > 0 ? `+${figure(entry.points)}` : `−${figure(-entry.points)}`}
              </span>
            </li>
          ))}
        </ul>
      )}
      <Pager endCursor={points?.entries.pageInfo.hasNextPage ? points.entries.pageInfo.endCursor : null} />
    </>
  );
}
