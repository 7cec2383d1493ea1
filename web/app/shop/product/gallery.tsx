import type { MouseEvent } from 'react';
import { Link } from 'react-router';
import { useLanguage } from '../../messages/language.ts';
import { ProductPicture } from '../../parts/pictures/product-picture.tsx';
import styles from './gallery.module.css';
import { picturesFor } from './pictures-for.ts';
import type { ShownProduct } from './shown-product.ts';

interface GalleryProps {
  readonly product: ShownProduct;
  /** The variant that the visitor or the address has chosen; null: none. */
  readonly chosen: string | null;
  readonly onChoose: (variantId: string) => void;
}

/**
 * The pictures of a product side by side: they are moved along by a finger, by the arrow keys, or by the links below them, which jump
 * to one of them without a script. Variants with pictures of their own have links that show these.
 */
export function Gallery({ product, chosen, onChoose }: GalleryProps) {
  const { t } = useLanguage();
  const { drawn, name } = product;
  const pictures = picturesFor(product.pictures, chosen);
  const shown = { drawn, drawnAlt: name, side: 600, sizes: SIZES };
  return (
    <div className={styles.gallery}>
      {pictures.length < 2 ? (
        <ProductPicture picture={pictures[0]} {...shown} />
      ) : (
        <section aria-label={t.picturesOf(name)} key={chosen}>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached and moved by keys */}
          <ul className={styles.strip} tabIndex={0} aria-label={t.picturesOf(name)}>
            {pictures.map((picture, index) => (
              <li key={picture.id} id={picture.id}>
                <ProductPicture picture={picture} {...shown} isFirst={index === 0} />
              </li>
            ))}
          </ul>
          <ol className={styles.numbers}>
            {pictures.map(({ id }, index) => (
              <li key={id}>
                <a href={`#${id}`} aria-label={t.pictureNumber(index + 1, pictures.length)}>
                  {index + 1}
                </a>
              </li>
            ))}
          </ol>
        </section>
      )}
      <ByVariant product={product} chosen={chosen} onChoose={onChoose} />
    </div>
  );
}

/** Without a script the address says which variant's pictures are shown. */
function ByVariant({ product, chosen, onChoose }: GalleryProps) {
  const own = new Set(product.pictures.map(({ of }) => of));
  const variants = product.variants.filter(({ id }) => own.has(id));
  if (variants.length === 0) return null;
  const choose = (event: MouseEvent, id: string) => {
    event.preventDefault();
    document.querySelector<HTMLInputElement>(`input[name="variantId"][value="${id}"]`)?.click();
    // What is sold out cannot be chosen to buy, and can be looked at.
    onChoose(id);
  };
  return (
    <nav className={styles.variants} aria-label={product.texts.showPicture}>
      <ul>
        {variants.map(({ id, label }) => (
          <li key={id}>
            <Link
              to={{ search: `?variant=${id}` }}
              aria-current={id === chosen ? 'true' : undefined}
              onClick={(event) => choose(event, id)}
            >
              {label || product.name}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

const SIZES = '(min-width: 75rem) 36rem, (min-width: 48rem) 46vw, 94vw';
