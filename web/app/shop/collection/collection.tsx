import { data, Link, type LoaderFunctionArgs, redirect, useLoaderData } from 'react-router';
import { CollectionPage } from '../../../generated/operations/collection-page.ts';
import { graphOfVisit } from '../../graph/graph.ts';
import { languageOf, nameIn, useLanguage } from '../../messages/language.ts';
import { goodsMessagesIn } from '../../parts/goods/goods-messages.ts';
import { Showcase } from '../../parts/goods/showcase.tsx';
import { shownCase } from '../../parts/goods/shown-case.ts';
import { PrivateHead } from '../../parts/head/page-head.tsx';
import { lastDayBefore } from '../../parts/times.ts';
import { deliveryDaysAhead } from '../../session/delivery-days-ahead.ts';
import { movedTo } from '../../session/moved.ts';
import { daysFrom } from '../listing/delivery-choice.ts';
import { Listing } from '../listing/listing.tsx';
import { askedIn, ownListVariables, refusedTo } from '../listing/narrowing.ts';
import { shownList } from '../listing/shown-list.ts';
import { listingMessagesIn } from '../listing/use-listing-messages.ts';

const SORTS = ['NEWEST', 'POPULARITY', 'PRICE_ASC', 'PRICE_DESC', 'NAME'] as const;
/** What was put there by hand has an order of its own. */
const SORTS_BY_HAND = ['CHOSEN', ...SORTS] as const;

/** A campaign that is over or to come is nobody's to see: the page says so, and shows what there is now. */
export async function loader({ context, params, request }: LoaderFunctionArgs) {
  const language = languageOf(params);
  const t = await goodsMessagesIn(language);
  const slug = params.slug!;
  const days = daysFrom(new Date(), context.get(deliveryDaysAhead));
  const { searchParams } = new URL(request.url);
  const typed = askedIn(searchParams, { sorts: SORTS_BY_HAND, days });
  const { collection, collections } = await context
    .get(graphOfVisit)
    .askWhole(CollectionPage, { slug, ...ownListVariables(typed, 'CHOSEN') });
  const here = `/${language}/collections/${encodeURIComponent(collection?.slug ?? slug)}`;
  if (!collection) {
    const instead = refusedTo(typed);
    if (instead !== undefined) throw redirect(here + instead);
    const others = (collections ?? []).map((each) => ({ slug: each.slug, name: nameIn(language, each) }));
    const gone = {
      title: t.collectionGoneTitle,
      body: others.length > 0 ? t.collectionGoneBody : t.noCollections,
    };
    return data({ gone: { ...gone, others }, shown: null }, { status: 404 });
  }
  if (collection.slug !== slug) throw movedTo(here, request);
  const sorts = collection.rule ? SORTS : SORTS_BY_HAND;
  const asked = askedIn(searchParams, { sorts: sorts as typeof SORTS_BY_HAND, days });
  const words = await listingMessagesIn(language);
  const list = shownList({ list: collection.products, asked, sorts, days, language, words }, here);
  const { endsAt } = collection;
  const shown = shownCase(collection, language, {
    note: endsAt ? t.until(lastDayBefore(language, endsAt)) : '',
    about: t.collectionPage,
    isPictured: list.isWhole && !asked.after,
  });
  return data({ gone: null, shown: { ...shown, list, empty: t.emptyCollection } });
}

export default function Collection() {
  const { gone, shown } = useLoaderData<typeof loader>();
  if (!shown) return <Gone gone={gone} />;
  const { list, empty } = shown;
  return (
    <Showcase shown={shown} isWhole={list.isWhole}>
      <Listing view={list.view} products={list.products} empty={<p className="empty">{empty}</p>} />
    </Showcase>
  );
}

type Gone = Extract<Awaited<ReturnType<typeof loader>>['data'], { readonly shown: null }>['gone'];

function Gone({ gone: { title, body, others } }: { readonly gone: Gone }) {
  const { language } = useLanguage();
  return (
    <section className="empty">
      <PrivateHead title={title} />
      <h1>{title}</h1>
      <p>{body}</p>
      <ul>
        {others.map(({ slug, name }) => (
          <li key={slug}>
            <Link to={`/${language}/collections/${slug}`}>{name}</Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
