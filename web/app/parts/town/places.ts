/** A place on the ground, in degrees of WGS 84. */
export interface Place {
  readonly latitude: number;
  readonly longitude: number;
}

export interface NamedPlace extends Place {
  readonly nameJa: string;
  readonly nameEn: string;
}

export interface Landmark extends NamedPlace {
  /** There is no room for its name on a small map. */
  readonly isMinor: boolean;
}

const MINOR = new Set([
  'Tamachi',
  'Ebisu',
  'Harajuku',
  'Takadanobaba',
  'Nihombashi',
  'Akasaka',
  'Yotsuya',
  'Tsukishima',
  'Shimbashi',
  'Asakusa',
  'Monzen-nakacho',
]);

/** What people in Tokyo find their way by, in the order of the loop line, and some beside it. */
export const LANDMARKS: readonly Landmark[] = [
  landmark(139.767, 35.681, '東京駅', 'Tokyo Station'),
  landmark(139.758, 35.666, '新橋', 'Shimbashi'),
  landmark(139.748, 35.646, '田町', 'Tamachi'),
  landmark(139.739, 35.629, '品川', 'Shinagawa'),
  landmark(139.716, 35.634, '目黒', 'Meguro'),
  landmark(139.71, 35.647, '恵比寿', 'Ebisu'),
  landmark(139.702, 35.658, '渋谷', 'Shibuya'),
  landmark(139.703, 35.67, '原宿', 'Harajuku'),
  landmark(139.7, 35.69, '新宿', 'Shinjuku'),
  landmark(139.704, 35.713, '高田馬場', 'Takadanobaba'),
  landmark(139.711, 35.73, '池袋', 'Ikebukuro'),
  landmark(139.777, 35.714, '上野', 'Ueno'),
  landmark(139.773, 35.698, '秋葉原', 'Akihabara'),
  landmark(139.774, 35.685, '日本橋', 'Nihombashi'),
  landmark(139.764, 35.672, '銀座', 'Ginza'),
  landmark(139.73, 35.662, '六本木', 'Roppongi'),
  landmark(139.737, 35.676, '赤坂', 'Akasaka'),
  landmark(139.73, 35.686, '四ツ谷', 'Yotsuya'),
  landmark(139.745, 35.702, '飯田橋', 'Iidabashi'),
  landmark(139.796, 35.712, '浅草', 'Asakusa'),
  landmark(139.796, 35.673, '門前仲町', 'Monzen-nakacho'),
  landmark(139.784, 35.659, '月島', 'Tsukishima'),
];

/** The landmark that is nearest: good for a town, not for a country. */
export function nearestLandmark(place: Place): Landmark {
  return LANDMARKS.reduce((nearest, each) =>
    distance(each, place) < distance(nearest, place) ? each : nearest,
  );
}

/** In degrees of latitude, squared. */
function distance(a: Place, b: Place): number {
  const east = (a.longitude - b.longitude) * NARROWING;
  return east ** 2 + (a.latitude - b.latitude) ** 2;
}

/** How much shorter a degree of longitude is than one of latitude, in Tokyo. */
export const NARROWING = Math.cos((35.68 * Math.PI) / 180);

function landmark(longitude: number, latitude: number, nameJa: string, nameEn: string): Landmark {
  return { longitude, latitude, nameJa, nameEn, isMinor: MINOR.has(nameEn) };
}
