import { demoCatalogue } from './catalogue.ts';

/** What stands beside a product, in its place from 0. */
export interface DemoRelated {
  readonly productId: string;
  readonly position: number;
  readonly relatedId: string;
}

/** What the demo shop puts beside each product: the next ones of its shelf, of another name. */
export function demoRelated(): DemoRelated[] {
  const shelves = Map.groupBy(demoCatalogue().products, ({ categoryId }) => categoryId);
  return [...shelves.values()].flatMap((shelf) =>
    shelf.flatMap(({ id, nameJa }, place) =>
      [...shelf.slice(place + 1), ...shelf.slice(0, place)]
        .filter((other) => other.nameJa !== nameJa)
        .slice(0, BESIDE)
        .map((other, position) => ({ productId: id, position, relatedId: other.id })),
    ),
  );
}

const BESIDE = 4;
