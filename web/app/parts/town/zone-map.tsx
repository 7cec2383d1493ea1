import { nameIn, useLanguage } from '../../messages/language.ts';
import { at, BAY, HEIGHT, LOOP, line, PALACE, SUMIDA, WIDTH } from './town-plan.ts';
import styles from './zone-map.module.css';
import { STATIONS, type ZoneOutline } from './zone-outlines.ts';

/** Where the shop delivers, as a sketch: numbers, whose meaning a table beside it tells. */
export function ZoneMap({
  title,
  zones,
}: {
  readonly title: string;
  readonly zones: readonly ZoneOutline[];
}) {
  const { language } = useLanguage();
  return (
    <svg className={styles.map} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={title}>
      <path className={styles.water} d={`${line(BAY)} Z`} />
      {zones
        .map(({ path }, index) => ({ path, number: index + 1 }))
        .toReversed()
        .map(({ path, number }) => (
          <path key={number} className={styles.zone} data-tone={number % TONES} d={path} fillRule="evenodd" />
        ))}
      <path className={styles.river} d={line(SUMIDA)} />
      <path className={styles.green} d={`${line(PALACE)} Z`} />
      <path className={styles.rail} d={`${line(LOOP)} Z`} />
      {STATIONS.map((place) => {
        const [x, y] = at([place.longitude, place.latitude]);
        return (
          <g key={place.nameEn} className={styles.station}>
            <circle cx={x} cy={y} r="4" />
            <text x={x} y={y} dy="-0.6em" textAnchor="middle">
              {nameIn(language, place)}
            </text>
          </g>
        );
      })}
      {zones.map(({ label: [x, y] }, index) => (
        <g key={`${x},${y}`} className={styles.number}>
          <circle cx={x} cy={y} r="15" />
          <text x={x} y={y} dy="0.36em" textAnchor="middle">
            {index + 1}
          </text>
        </g>
      ))}
    </svg>
  );
}

const TONES = 4;
