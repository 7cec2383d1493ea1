import { data, type LoaderFunctionArgs, redirect, useLoaderData } from 'react-router';
import { BrandPage } from '../../../generated/operations/brand-page.ts';
import { graphOfVisit } from '../../graph/graph.ts';
import { languageOf } from '../../messages/language.ts';
import { goodsMessagesIn } from '../../parts/goods/goods-messages.ts';
import { Showcase } from '../../parts/goods/showcase.tsx';
import { shownCase } from '../../parts/goods/shown-case.ts';
import { deliveryDaysAhead } from '../../session/delivery-days-ahead.ts';
import { movedTo } from '../../session/moved.ts';
import { daysFrom } from '../listing/delivery-choice.ts';
import { Listing } from '../listing/listing.tsx';
import { askedIn, ownListVariables, refusedTo } from '../listing/narrowing.ts';
import { shownList } from '../listing/shown-list.ts';
import { listingMessagesIn } from '../listing/use-listing-messages.ts';

const SORTS = ['NEWEST', 'POPULARITY', 'PRICE_ASC', 'PRICE_DESC', 'NAME'] as const;

export async function loader({ context, params, request }: LoaderFunctionArgs) {
  const language = languageOf(params);
  const t = await goodsMessagesIn(language);
  const slug = params.slug!;
  const days = daysFrom(new Date(), context.get(deliveryDaysAhead));
  const asked = askedIn(new URL(request.url).searchParams, { sorts: SORTS, days, fixed: 'brand' });
  const { brand } = await context
    .get(graphOfVisit)
    .askWhole(BrandPage, { slug, ...ownListVariables(asked, 'NEWEST') });
  const here = `/${language}/brands/${encodeURIComponent(brand?.slug ?? slug)}`;
  const instead = brand ? undefined : refusedTo(asked);
  if (instead !== undefined) throw redirect(here + instead);
  if (!brand) throw data(null, { status: 404 });
  if (brand.slug !== slug) throw movedTo(here, request);
  const words = await listingMessagesIn(language);
  const list = shownList({ list: brand.products, asked, sorts: SORTS, days, language, words }, here);
  const shown = shownCase(brand, language, {
    note: language === 'ja' ? brand.nameKana : '',
    about: t.brandPage,
    isPictured: false,
  });
  return { shown, list, empty: t.nothing };
}

export default function Brand() {
  const { shown, list, empty } = useLoaderData<typeof loader>();
  return (
    <Showcase shown={shown} isWhole={list.isWhole}>
      <Listing view={list.view} products={list.products} empty={<p className="empty">{empty}</p>} />
    </Showcase>
  );
}
