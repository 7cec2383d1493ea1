import { data, Link, type LoaderFunctionArgs, useLoaderData } from 'react-router';
import { CollectionPage } from '../../../generated/operations/collection-page.ts';
import { graphOfVisit } from '../../graph/graph.ts';
import { languageOf, nameIn, useLanguage } from '../../messages/language.ts';
import { goodsMessagesIn } from '../../parts/goods/goods-messages.ts';
import { Showcase } from '../../parts/goods/showcase.tsx';
import { shownCase } from '../../parts/goods/shown-case.ts';
import { PrivateHead } from '../../parts/head/page-head.tsx';
import { lastDayBefore } from '../../parts/times.ts';
import { movedTo } from '../../session/moved.ts';

const PAGE_SIZE = 24;

/** A campaign that is over or to come is nobody's to see: the page says so, and shows what there is now. */
export async function loader({ context, params, request }: LoaderFunctionArgs) {
  const language = languageOf(params);
  const t = await goodsMessagesIn(language);
  const slug = params.slug!;
  const after = new URL(request.url).searchParams.get('after');
  const { collection, collections } = await context
    .get(graphOfVisit)
    .askWhole(CollectionPage, { slug, first: PAGE_SIZE, after });
  if (!collection) {
    const others = (collections ?? []).map((each) => ({ slug: each.slug, name: nameIn(language, each) }));
    const gone = {
      title: t.collectionGoneTitle,
      body: others.length > 0 ? t.collectionGoneBody : t.noCollections,
    };
    return data({ gone: { ...gone, others }, shown: null }, { status: 404 });
  }
  if (collection.slug !== slug) throw movedTo(`/${language}/collections/${collection.slug}`, request);
  const { endsAt } = collection;
  const shown = shownCase(collection, language, {
    note: endsAt ? t.until(lastDayBefore(language, endsAt)) : '',
    empty: t.emptyCollection,
    about: t.collectionPage,
    isPictured: after === null,
  });
  return data({ gone: null, shown });
}

export default function Collection() {
  const { gone, shown } = useLoaderData<typeof loader>();
  return shown ? <Showcase shown={shown} /> : <Gone gone={gone} />;
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
