import type { ObjectStorage } from '@depachika/object-storage/object-storage.ts';
import { IMAGES_PATH } from '@depachika/schema/paths.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { productSvg } from './product-svg.ts';
import { type ImageAnswer, servedPicture } from './served-pictures.ts';

/** Pictures of products, for the server of `/images/`. */
export interface ProductImages {
  /** SVG; undefined for a product that there is not, or that was never on sale. */
  productImage(productId: string): Promise<string | undefined>;
  /** @param path `/images/prd_….svg` or `/images/pic_…/….avif`, without a query @param noneMatch `if-none-match` */
  handle(path: string, noneMatch?: string): Promise<ImageAnswer>;
}

export function createProductImages(
  catalogue: Pick<Catalogue, 'products' | 'categories'>,
  storage: ObjectStorage,
): ProductImages {
  return { productImage, handle };

  async function productImage(productId: string): Promise<string | undefined> {
    const product = (await catalogue.products([productId])).get(productId);
    if (!product || product.status === 'DRAFT') return undefined;
    const category = (await catalogue.categories([product.categoryId])).get(product.categoryId);
    return productSvg({ ...product, picture: category?.picture ?? 'box' });
  }

  async function handle(path: string, noneMatch?: string): Promise<ImageAnswer> {
    const id = path.startsWith(IMAGES_PATH) ? PICTURE.exec(path.slice(IMAGES_PATH.length))?.[1] : undefined;
    const svg = id && (await productImage(id));
    if (svg) return { status: 200, headers: SVG_HEADERS, body: svg };
    return (await servedPicture(storage, path, noneMatch)) ?? NOT_FOUND;
  }
}

const NOT_FOUND: ImageAnswer = {
  status: 404,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body: 'Not found',
};

const PICTURE = /^(prd_[0-7][0-9a-hjkmnp-tv-z]{25})\.svg$/;

/** A picture opened by itself must not run or load anything, whatever its text says. */
const SVG_HEADERS = {
  'content-type': 'image/svg+xml; charset=utf-8',
  'cache-control': 'public, max-age=3600',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
  'x-content-type-options': 'nosniff',
};
