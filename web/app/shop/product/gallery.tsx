import { useLanguage } from '../../messages/language.ts';
import { ProductPicture, type ShownPicture } from '../../parts/pictures/product-picture.tsx';
import styles from './gallery.module.css';

/**
 * The pictures of a product side by side: they are moved along by a finger, by the arrow keys, or by the links below them, which jump
 * to one of them without a script.
 */
export function Gallery({
  pictures,
  drawn,
  name,
}: {
  readonly pictures: readonly (ShownPicture & { readonly id: string })[];
  readonly drawn: string;
  readonly name: string;
}) {
  const { t } = useLanguage();
  const shown = { drawn, drawnAlt: name, side: 600, sizes: SIZES };
  if (pictures.length < 2) return <ProductPicture picture={pictures[0]} {...shown} />;
  return (
    <section className={styles.gallery} aria-label={t.picturesOf(name)}>
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
  );
}

const SIZES = '(min-width: 75rem) 36rem, (min-width: 48rem) 46vw, 94vw';
