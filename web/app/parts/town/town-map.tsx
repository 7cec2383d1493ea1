import { nameIn, useLanguage } from '../../messages/language.ts';
import { LANDMARKS, nearestLandmark, type Place } from './places.ts';
import styles from './town-map.module.css';
import { at, BAY, HEIGHT, LOOP, line, PALACE, SUMIDA, WIDTH } from './town-plan.ts';

export interface TownMapProps {
  /** What the map shows, for who cannot see it. */
  readonly title: string;
  readonly courier: Place | undefined;
  readonly destination?: Place | undefined;
}

/** Room for the name of a place. */
const LABEL = 130;

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
        const isAtEdge = x > WIDTH - LABEL;
        const gap = courier === undefined || nearestLandmark(courier) !== place ? 7 : 17;
        return (
          <g key={place.nameEn} className={place.isMinor ? styles.minor : undefined}>
            <circle className={styles.station} cx={x} cy={y} r="3" />
            <text x={isAtEdge ? x - gap : x + gap} y={y + 4} textAnchor={isAtEdge ? 'end' : 'start'}>
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
