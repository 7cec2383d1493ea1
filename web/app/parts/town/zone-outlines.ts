import { LANDMARKS } from './places.ts';
import { at, HEIGHT, type LngLat, WIDTH } from './town-plan.ts';

/** A zone as the drawing shows it. */
export interface ZoneOutline {
  /** Its rings, holes included, as an SVG path for the fill rule `evenodd`. */
  readonly path: string;
  /** Where its number stands: inside, and far from every edge. */
  readonly label: readonly [x: number, y: number];
}

/** What the drawing names, few enough to be read on a telephone. */
const NAMED = new Set(['Tokyo Station', 'Shinagawa', 'Shibuya', 'Shinjuku', 'Ikebukuro', 'Ueno']);
export const STATIONS = LANDMARKS.filter(({ nameEn }) => NAMED.has(nameEn));

type Polygon = readonly (readonly LngLat[])[];
type Ring = readonly (readonly [number, number])[];

/**
 * Zones in order of precedence, drawn; where zones overlap, the number of a later one stands where it serves.
 * @param outlines GeoJSON MultiPolygons
 * @returns undefined where one lies outside of the drawing: half a map would be a wrong one
 */
export function zoneOutlines(outlines: readonly string[]): ZoneOutline[] | undefined {
  const drawn = outlines.map((outline) =>
    (JSON.parse(outline) as { coordinates: readonly Polygon[] }).coordinates.flatMap((polygon) =>
      polygon.map((ring) => ring.map((place) => at(place))),
    ),
  );
  if (drawn.some((rings) => rings.flat().every(([x, y]) => !isOnDrawing(x, y)))) return undefined;
  return drawn.map((rings, index) => ({
    path: rings.map((ring) => `M${ring.map((point) => point.join(' ')).join('L')}Z`).join(''),
    label: labelOf(rings, drawn.slice(0, index)),
  }));
}

/** So many steps across a zone are looked at for its number. */
const STEPS = 24;

function labelOf(rings: readonly Ring[], before: readonly (readonly Ring[])[]): readonly [number, number] {
  const points = rings.flat();
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  const [west, east, north, south] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const edges = [...rings, ...before.flat()];
  let best: readonly [number, number] = [(west + east) / 2, (north + south) / 2];
  let farthest = 0;
  for (let column = 1; column < STEPS; column += 1) {
    for (let row = 1; row < STEPS; row += 1) {
      const x = west + ((east - west) * column) / STEPS;
      const y = north + ((south - north) * row) / STEPS;
      if (!isOnDrawing(x, y) || !isInside(rings, x, y) || before.some((zone) => isInside(zone, x, y)))
        continue;
      const distance = Math.min(
        x,
        y,
        WIDTH - x,
        HEIGHT - y,
        ...edges.map((ring) => distanceTo(ring, x, y)),
        ...STATIONS.map(({ longitude, latitude }) => distanceToName([longitude, latitude], x, y)),
      );
      if (distance > farthest) [farthest, best] = [distance, [Math.round(x), Math.round(y)]];
    }
  }
  return best;
}

function isOnDrawing(x: number, y: number): boolean {
  return x >= 0 && y >= 0 && x <= WIDTH && y <= HEIGHT;
}

/** By the number of edges that a ray to the east crosses: holes cross twice. */
function isInside(rings: readonly Ring[], x: number, y: number): boolean {
  let crossings = 0;
  for (const ring of rings)
    for (let index = 1; index < ring.length; index += 1) {
      const [x1, y1] = ring[index - 1]!;
      const [x2, y2] = ring[index]!;
      if (y1 > y !== y2 > y && x < x1 + ((y - y1) * (x2 - x1)) / (y2 - y1)) crossings += 1;
    }
  return crossings % 2 === 1;
}

/** A name lies above its place, and is wider than high. */
function distanceToName(place: LngLat, x: number, y: number): number {
  const [nameX, nameY] = at(place);
  return Math.hypot((x - nameX) / 2, y - nameY + 14);
}

function distanceTo(ring: Ring, x: number, y: number): number {
  let nearest = Number.POSITIVE_INFINITY;
  for (let index = 1; index < ring.length; index += 1) {
    const [x1, y1] = ring[index - 1]!;
    const [x2, y2] = ring[index]!;
    const length = (x2 - x1) ** 2 + (y2 - y1) ** 2 || 1;
    const along = Math.max(0, Math.min(1, ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / length));
    nearest = Math.min(nearest, Math.hypot(x - x1 - along * (x2 - x1), y - y1 - along * (y2 - y1)));
  }
  return nearest;
}
