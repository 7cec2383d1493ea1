import { compatible } from '@depachika/text/unicode.ts';

/** A column that a file may have. */
export interface Column {
  /** For machines, and in files that the shop writes: `name_ja`. */
  readonly name: string;
  /** As a Japanese heading; either is understood. */
  readonly ja: string;
}

/** Which column of ours each cell of a record is. */
export type Headings =
  | { readonly kind: 'headings'; readonly columns: readonly string[] }
  | { readonly kind: 'unknown' | 'twice'; readonly heading: string }
  | { readonly kind: 'missing'; readonly column: string };

/** Which columns a file may have, and which it must. */
export interface KnownColumns {
  readonly columns: readonly Column[];
  /** Those that a file may still have, and that say nothing any more. A column in use has the word that both have. */
  readonly passedOver: readonly Column[];
  /** No file can be without them. */
  readonly needed: readonly string[];
  /** Of each of these lists all or none. */
  readonly together: readonly (readonly string[])[];
}

export function readHeadings(
  cells: readonly string[],
  { columns: known, passedOver, needed, together }: KnownColumns,
): Headings {
  const names = new Map(
    [...passedOver, ...known].flatMap(({ name, ja }) => [
      [folded(name), name] as const,
      [folded(ja), name] as const,
    ]),
  );
  const columns: string[] = [];
  for (const heading of cells) {
    const name = names.get(folded(heading));
    if (name === undefined) return { kind: 'unknown', heading };
    if (columns.includes(name)) return { kind: 'twice', heading };
    columns.push(name);
  }
  const parts = together.filter((group) => group.some((name) => columns.includes(name)));
  const column = [...needed, ...parts.flat()].find((name) => !columns.includes(name));
  return column === undefined ? { kind: 'headings', columns } : { kind: 'missing', column };
}

/** Width, case and spaces are not what tells headings apart. */
function folded(heading: string): string {
  return compatible(heading.slice(0, 200)).replace(/\s/g, '').toLowerCase();
}
