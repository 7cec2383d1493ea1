/** A file that is to be a picture. */
export interface PictureFile {
  readonly path: string;
  /** What names its product: an id, a slug, or an article number. */
  readonly product: string;
}

/**
 * The pictures of a folder by the article numbers in their names, `YOKAN-S.jpg`, and `YOKAN-S_2.jpg` for one that goes behind it, in
 * the order in which they are to be added. @param names of files; what is no picture by its ending is left out
 */
export function picturesByName(names: readonly string[]): { readonly name: string; readonly sku: string }[] {
  return names
    .flatMap((name) => {
      const [, sku, place] = NAMED.exec(name) ?? [];
      return sku ? [{ name, sku, place: Number(place ?? 1) }] : [];
    })
    .sort((one, other) => compare(one.sku, other.sku) || one.place - other.place)
    .map(({ name, sku }) => ({ name, sku }));
}

const NAMED = /^([^._][^._]*)(?:_([1-9][0-9]?))?\.(?:jpe?g|png|webp|avif)$/i;

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
