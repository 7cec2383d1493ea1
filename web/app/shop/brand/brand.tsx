import { data, type LoaderFunctionArgs, useLoaderData } from 'react-router';
import { BrandPage } from '../../../generated/operations/brand-page.ts';
import { graphOfVisit } from '../../graph/graph.ts';
import { languageOf } from '../../messages/language.ts';
import { goodsMessagesIn } from '../../parts/goods/goods-messages.ts';
import { Showcase } from '../../parts/goods/showcase.tsx';
import { shownCase } from '../../parts/goods/shown-case.ts';
import { movedTo } from '../../session/moved.ts';

const PAGE_SIZE = 24;

export async function loader({ context, params, request }: LoaderFunctionArgs) {
  const language = languageOf(params);
  const t = await goodsMessagesIn(language);
  const slug = params.slug!;
  const after = new URL(request.url).searchParams.get('after');
  const { brand } = await context.get(graphOfVisit).askWhole(BrandPage, { slug, first: PAGE_SIZE, after });
  if (!brand) throw data(null, { status: 404 });
  if (brand.slug !== slug) throw movedTo(`/${language}/brands/${brand.slug}`, request);
  const shown = shownCase(brand, language, {
    note: language === 'ja' ? brand.nameKana : '',
    empty: t.nothing,
    about: t.brandPage,
    isPictured: false,
  });
  return { shown };
}

export default function Brand() {
  return <Showcase shown={useLoaderData<typeof loader>().shown} />;
}
