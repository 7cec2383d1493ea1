import { type Palette, SHAPES } from './product-shapes.ts';

/** A picture is drawn from these. */
export interface Pictured {
  readonly id: string;
  readonly nameJa: string;
  readonly nameEn: string;
  readonly brand: string;
  /** The shape of the product's category; an unknown one becomes a box. */
  readonly picture: string;
}

/**
 * A square picture, always the same for the same product: its category's shape on one of several grounds, so that no two
 * neighbours of a shelf look alike. It has no words, and in the dark it does not glare. Names are escaped: nothing in them
 * becomes markup.
 */
export function productSvg(product: Pictured): string {
  const { hue, spread, draw } = SHAPES[product.picture] ?? SHAPES.box!;
  const choice = choices(hashOf(product.id));
  const turned = (hue - spread / 2 + choice(1000) * (spread / 1000) + 360) % 360;
  const colours = paletteOf(turned, choice(20));
  const backdrop = (turned + choice(120) - 60 + 360) % 360;
  const ground = GROUNDS[choice(GROUNDS.length)]!;
  const pattern = PATTERNS[choice(PATTERNS.length)]!;
  const placed = ARRANGEMENTS[choice(ARRANGEMENTS.length)]!(choice(17) - 8, choice(2) === 0 ? 1 : -1);
  const shape = placed.map((place) => `<g transform="${place}">${draw(colours)}</g>`).join('');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400" role="img" aria-label="${escapeXml(`${product.nameJa} ${product.nameEn} ${product.brand}`)}">
<style>${styleOf(round(backdrop))}</style>
<defs>${pattern}</defs>
<rect class="wall" width="400" height="400"/><rect width="400" height="400" fill="url(#pattern)"/>
${ground}
${shape}
</svg>`;
}

/** Colours that follow whether the visitor reads in the light or in the dark. */
function styleOf(hue: number): string {
  const scheme = (wall: string, line: string, ground: string, edge: string) =>
    `.wall{fill:hsl(${hue} ${wall})}.line{stroke:hsl(${hue} ${line});fill:none}.fill{fill:hsl(${hue} ${line})}.ground{fill:hsl(${hue} ${ground})}.edge{fill:hsl(${hue} ${edge})}`;
  const light = scheme('34% 90%', '34% 62% / .28', '30% 97%', '28% 78%');
  const dark = scheme('16% 17%', '22% 50% / .22', '14% 26%', '14% 35%');
  return `${light}@media(prefers-color-scheme:dark){${dark}}`;
}

/** What the goods stand on. */
const GROUNDS = [
  '<ellipse class="edge" cx="200" cy="300" rx="168" ry="52"/><ellipse class="ground" cx="200" cy="294" rx="160" ry="46"/>',
  '<circle class="edge" cx="200" cy="206" r="166"/><circle class="ground" cx="200" cy="204" r="158"/>',
  '<rect class="edge" x="36" y="44" width="328" height="320" rx="6" transform="rotate(-3 200 204)"/><rect class="ground" x="46" y="54" width="308" height="300" rx="3" transform="rotate(-3 200 204)"/>',
  '<path class="edge" d="M0 282H400V400H0Z"/><path class="ground" d="M0 290H400V400H0Z"/>',
  '<path class="edge" d="M200 30L384 206L200 382L16 206Z"/><path class="ground" d="M200 42L372 206L200 370L28 206Z"/>',
] as const;

/** Old patterns, faintly: waves, stripes, a chequer, dots, and none. */
const PATTERNS = [
  wavesPattern(),
  '<pattern id="pattern" width="28" height="28" patternUnits="userSpaceOnUse"><path class="line" stroke-width="3" d="M7 0V28M16 0V28"/></pattern>',
  '<pattern id="pattern" width="56" height="56" patternUnits="userSpaceOnUse"><path class="fill" d="M0 0H28V28H0ZM28 28H56V56H28Z"/></pattern>',
  '<pattern id="pattern" width="32" height="32" patternUnits="userSpaceOnUse"><circle class="fill" cx="8" cy="8" r="4"/><circle class="fill" cx="24" cy="24" r="4"/></pattern>',
  '<pattern id="pattern" width="1" height="1"/>',
] as const;

type Arrangement = (tilt: number, side: 1 | -1) => readonly string[];

/** One, two or three of them. */
const ARRANGEMENTS: readonly Arrangement[] = [
  (tilt, side) => [`translate(200 200) rotate(${tilt}) scale(${side * 1.06} 1.06)`],
  (tilt, side) => [`translate(200 206) rotate(${tilt * 2}) scale(${side * 0.9} .9)`],
  (tilt, side) => [
    `translate(${200 - side * 66} 158) rotate(${-tilt}) scale(.66)`,
    `translate(${200 + side * 62} 250) rotate(${tilt}) scale(-.72 .72)`,
  ],
  (tilt, side) => [
    `translate(${200 + side * 8} 132) rotate(${tilt}) scale(.54)`,
    `translate(118 264) rotate(${-tilt}) scale(.56)`,
    `translate(284 258) rotate(${tilt}) scale(-.56 .56)`,
  ],
];

function paletteOf(hue: number, away: number): Palette {
  const accent = (hue + 24 + away) % 360;
  return {
    main: `hsl(${round(hue)} 48% 58%)`,
    dark: `hsl(${round(hue)} 42% 34%)`,
    light: `hsl(${round(hue)} 52% 78%)`,
    accent: `hsl(${round(accent)} 50% 56%)`,
    cream: '#fdf8ec',
  };
}

/** Seigaiha. */
function wavesPattern(): string {
  const ring = (radius: number) =>
    `<circle cx="20" cy="20" r="${radius}"/><circle cx="0" cy="10" r="${radius}"/><circle cx="40" cy="10" r="${radius}"/>`;
  return `<pattern id="pattern" width="40" height="20" patternUnits="userSpaceOnUse"><g class="line">${ring(19)}${ring(12)}${ring(5)}</g></pattern>`;
}

/** Numbers that follow from a seed, each from 0 up to but not including what is asked. Source: xorshift32. */
function choices(seed: number): (below: number) => number {
  let state = seed || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

/** Characters that XML does not allow at all are left out. */
function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '')
    .replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Source: FNV-1a. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ character.codePointAt(0)!, 0x01000193);
  return hash >>> 0;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
