import { inLanguage, useLanguage } from '../../messages/language.ts';
import styles from './product-picture.module.css';

/** A picture as pages ask for it. */
export interface ShownPicture {
  readonly altJa: string;
  readonly altEn: string;
  readonly width: number;
  readonly height: number;
  readonly focalPoint: { readonly x: number; readonly y: number };
  readonly sources: readonly PictureFile[];
}

interface PictureFile {
  readonly format: 'AVIF' | 'WEBP' | 'JPEG';
  readonly width: number;
  readonly url: string;
}

interface ProductPictureProps {
  /** Undefined where the product has none: its drawn one is shown. */
  readonly picture: ShownPicture | undefined;
  readonly drawn: string;
  /** Of the drawn one; empty where its name stands beside it. */
  readonly drawnAlt: string;
  /** Pixels of its square in a page, before the files have come. */
  readonly side: number;
  /** How wide a page shows it, for browsers to choose a file. */
  readonly sizes: string;
  readonly isFirst?: boolean;
}

/** A product in a square, by the smallest file that a browser knows and that is as wide as the page shows it. */
export function ProductPicture({
  picture,
  drawn,
  drawnAlt,
  side,
  sizes,
  isFirst = true,
}: ProductPictureProps) {
  const { language } = useLanguage();
  const files = Object.groupBy(picture?.sources ?? [], ({ format }) => format);
  const [smallest] = files.JPEG ?? [];
  const square = {
    width: side,
    height: side,
    loading: isFirst ? ('eager' as const) : ('lazy' as const),
    fetchPriority: isFirst ? ('high' as const) : ('auto' as const),
  };
  if (!picture || !smallest) return <img className="picture" src={drawn} alt={drawnAlt} {...square} />;
  return (
    <picture>
      {(['AVIF', 'WEBP'] as const).map((format) => (
        <source
          key={format}
          type={`image/${format.toLowerCase()}`}
          srcSet={srcSetOf(files[format])}
          sizes={sizes}
        />
      ))}
      <img
        className={`picture ${styles.focused}`}
        src={smallest.url}
        srcSet={srcSetOf(files.JPEG)}
        sizes={sizes}
        alt={inLanguage(language, { ja: picture.altJa, en: picture.altEn })}
        data-focus={tenthOf(picture)}
        {...square}
      />
    </picture>
  );
}

/** What other sites may show of a picture, by its address: every machine reads JPEG. */
export function largestFile(picture: ShownPicture | undefined): string | undefined {
  return picture?.sources.findLast(({ format }) => format === 'JPEG')?.url;
}

function srcSetOf(files: readonly PictureFile[] = []): string {
  return files.map(({ url, width }) => `${url} ${width}w`).join(', ');
}

/** Where along its longer side a picture is cut to a square; pages may set no style of one element, so that a rule stands for each tenth. */
function tenthOf({ width, height, focalPoint }: ShownPicture): number {
  return Math.round((width > height ? focalPoint.x : focalPoint.y) * 10);
}
