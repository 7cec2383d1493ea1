import { demoCatalogue } from './catalogue/catalogue.ts';
import { demoId } from './demo-id.ts';
import { type Random, seededRandom } from './random.ts';

/** Where the demo shop keeps stock. */
export interface DemoLocation {
  readonly id: string;
  readonly code: string;
  readonly nameJa: string;
  readonly nameEn: string;
  /** Orders are served from the lowest that can. */
  readonly position: number;
}

/** A variant's stock at one location, as it is when the shop opens. */
export interface DemoLevel {
  readonly id: string;
  readonly variantId: string;
  readonly locationId: string;
  readonly onHand: number;
}

export const demoLocations: readonly DemoLocation[] = [
  {
    id: demoId('loc', 1),
    code: 'NIHONBASHI',
    nameJa: '日本橋本店',
    nameEn: 'Nihonbashi flagship',
    position: 2,
  },
  { id: demoId('loc', 2), code: 'SHINJUKU', nameJa: '新宿店', nameEn: 'Shinjuku store', position: 3 },
  {
    id: demoId('loc', 3),
    code: 'ARIAKE',
    nameJa: '有明物流センター',
    nameEn: 'Ariake warehouse',
    position: 1,
  },
];

/**
 * One level per variant of the demo catalogue and location, the same on every machine: of 100 variants about 4 are
 * sold out and 8 are down to their last five pieces.
 */
export function demoLevels(): DemoLevel[] {
  const random = seededRandom('stock');
  const variants = demoCatalogue().products.flatMap((product) => product.variants);
  return variants.flatMap(({ id: variantId }, index) => {
    const pieces = piecesByLocation(random);
    return demoLocations.map((location, place) => ({
      id: demoId('lvl', index * demoLocations.length + place + 1),
      variantId,
      locationId: location.id,
      onHand: pieces[place]!,
    }));
  });
}

/** In the order of {@link demoLocations}; the warehouse keeps most. */
function piecesByLocation(random: Random): [number, number, number] {
  const fate = random.next();
  if (fate < 0.04) return [0, 0, 0];
  if (fate < 0.12) return random.shuffle([random.integer(1, 5), 0, 0]) as [number, number, number];
  return [random.integer(6, 40), random.integer(4, 30), random.integer(60, 240)];
}
