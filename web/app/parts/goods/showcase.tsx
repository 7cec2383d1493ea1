import type { ReactNode } from 'react';
import { Breadcrumbs } from '../breadcrumbs.tsx';
import { PageHead, PrivateHead } from '../head/page-head.tsx';
import { ProductPicture } from '../pictures/product-picture.tsx';
import styles from './showcase.module.css';
import type { ShownCase } from './shown-case.ts';

/** A page that shows the goods of one thing, below what it tells of itself: of a collection, of a maker. */
export function Showcase({
  shown,
  isWhole,
  children,
}: {
  readonly shown: ShownCase;
  /** A part of its list is nothing to be found by others. */
  readonly isWhole: boolean;
  readonly children: ReactNode;
}) {
  const { name, note, description, head, picture } = shown;
  return (
    <>
      {isWhole ? (
        <PageHead title={head.title} description={head.description} image={shown.image} />
      ) : (
        <PrivateHead title={head.title} />
      )}
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
      {children}
    </>
  );
}
