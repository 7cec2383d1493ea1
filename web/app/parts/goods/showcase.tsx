import { Breadcrumbs } from '../breadcrumbs.tsx';
import { PageHead } from '../head/page-head.tsx';
import { Pager } from '../pager.tsx';
import { ProductPicture } from '../pictures/product-picture.tsx';
import { ProductGrid } from '../product-card.tsx';
import styles from './showcase.module.css';
import type { ShownCase } from './shown-case.ts';

/** A page that shows the goods of one thing, below what it tells of itself: of a collection, of a maker. */
export function Showcase({ shown }: { readonly shown: ShownCase }) {
  const { name, note, description, head, products, endCursor, picture } = shown;
  return (
    <>
      <PageHead title={head.title} description={head.description} image={shown.image} />
      <Breadcrumbs path={[]} current={name} />
      <header className={styles.head}>
        <div>
          <h1>{name}</h1>
          {note && <p className="maker">{note}</p>}
          {/* The graph rendered it from Markdown, and lets no typed HTML through. */}
          {description && <div className={styles.told} dangerouslySetInnerHTML={{ __html: description }} />}
        </div>
        {picture && (
          <ProductPicture
            picture={picture.pictures[0]}
            drawn={picture.imageUrl}
            drawnAlt=""
            side={400}
            sizes="20rem"
          />
        )}
      </header>
      {products.length > 0 ? <ProductGrid products={products} /> : <p className="empty">{shown.empty}</p>}
      <Pager endCursor={endCursor} />
    </>
  );
}
