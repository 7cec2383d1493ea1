import { nameIn, useLanguage } from '../../messages/language.ts';
import { LANDMARKS, NARROWING, type Place } from './places.ts';
import styles from './town-map.module.css';

const WEST = 139.665;
const NORTH = 35.742;
const EAST = 139.815;
const SOUTH = 35.615;
const WIDTH = 640;
const SCALE = WIDTH / ((EAST - WEST) * NARROWING);
const HEIGHT = Math.round((NORTH - SOUTH) * SCALE);

export interface TownMapProps {
  /** What the map shows, for who cannot see it. */
  readonly title: string;
  readonly courier: Place | undefined;
  readonly destination?: Place | undefined;
}

/** Central Tokyo as a sketch: bay, river, palace, the loop line, and where the courier is. */
export function TownMap({ title, courier, destination }: TownMapProps) {
  const { language } = useLanguage();
  return (
    <svg className={styles.town} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={title}>
      <path className={styles.water} d={`${line(BAY)} Z`} />
      <path className={styles.river} d={line(SUMIDA)} />
      <path className={styles.green} d={`${line(PALACE)} Z`} />
      <path className={styles.rail} d={`${line(LOOP)} Z`} />
      {LANDMARKS.map((place) => {
        const [x, y] = at([place.longitude, place.latitude]);
        return (
          <g key={place.nameEn}>
            <circle className={styles.station} cx={x} cy={y} r="3" />
            <text x={x + 7} y={y + 4}>
              {nameIn(language, place)}
            </text>
          </g>
        );
      })}
      {destination && <Mark className="door" place={destination} />}
      {courier && <Mark className="courier" place={courier} />}
    </svg>
  );
}

function Mark({ className, place }: { readonly className: string; readonly place: Place }) {
  const [x, y] = at([place.longitude, place.latitude]);
  return <circle className={className} cx={x} cy={y} r="10" />;
}

type LngLat = readonly [longitude: number, latitude: number];

function at([longitude, latitude]: LngLat): [number, number] {
  return [Math.round((longitude - WEST) * NARROWING * SCALE), Math.round((NORTH - latitude) * SCALE)];
}

function line(points: readonly LngLat[]): string {
  return points.map((point, index) => `${index === 0 ? 'M' : 'L'}${at(point).join(' ')}`).join(' ');
}

const LOOP: readonly LngLat[] = [
  [139.767, 35.681],
  [139.763, 35.675],
  [139.758, 35.666],
  [139.757, 35.655],
  [139.748, 35.646],
  [139.739, 35.629],
  [139.728, 35.62],
  [139.723, 35.626],
  [139.716, 35.634],
  [139.71, 35.647],
  [139.702, 35.658],
  [139.703, 35.67],
  [139.702, 35.683],
  [139.7, 35.69],
  [139.7, 35.701],
  [139.704, 35.713],
  [139.707, 35.721],
  [139.711, 35.73],
  [139.729, 35.732],
  [139.739, 35.733],
  [139.747, 35.737],
  [139.761, 35.738],
  [139.767, 35.732],
  [139.771, 35.728],
  [139.778, 35.721],
  [139.777, 35.714],
  [139.775, 35.707],
  [139.773, 35.698],
  [139.771, 35.692],
];

const SUMIDA: readonly LngLat[] = [
  [139.806, 35.742],
  [139.808, 35.73],
  [139.801, 35.717],
  [139.796, 35.707],
  [139.79, 35.697],
  [139.788, 35.687],
  [139.787, 35.677],
  [139.779, 35.667],
  [139.77, 35.657],
  [139.766, 35.65],
];

const BAY: readonly LngLat[] = [
  [139.815, 35.655],
  [139.8, 35.652],
  [139.786, 35.655],
  [139.774, 35.652],
  [139.764, 35.652],
  [139.758, 35.643],
  [139.75, 35.633],
  [139.748, 35.622],
  [139.752, 35.615],
  [139.815, 35.615],
];

const PALACE: readonly LngLat[] = [
  [139.745, 35.689],
  [139.752, 35.692],
  [139.759, 35.69],
  [139.761, 35.684],
  [139.759, 35.679],
  [139.752, 35.677],
  [139.746, 35.681],
];
