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

/** A square picture, always the same for the same product. Names are escaped: nothing in them becomes markup. */
export function productSvg(product: Pictured): string {
  const { hue, spread, draw } = SHAPES[product.picture] ?? SHAPES.box!;
  const seed = hashOf(product.id);
  const turned = (hue - spread / 2 + (seed % 1000) * (spread / 1000) + 360) % 360;
  const colours = paletteOf(turned, seed);
  const tilt = ((seed >>> 10) % 13) - 6;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400" role="img" aria-label="${escapeXml(`${product.nameJa} ${product.nameEn}`)}">
<defs><linearGradient id="paper" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="hsl(${round(turned)} 38% 95%)"/><stop offset="1" stop-color="hsl(${round((turned + 30) % 360)} 42% 87%)"/></linearGradient>
${wavesOf(turned)}</defs>
<rect width="400" height="400" fill="url(#paper)"/><rect width="400" height="400" fill="url(#waves)"/>
<ellipse cx="200" cy="292" rx="126" ry="14" fill="#000" opacity=".08"/>
<g transform="translate(200 172) rotate(${tilt})">${draw(colours)}</g>
<rect y="326" width="400" height="74" fill="#fff" opacity=".82"/>
<g font-family="'Hiragino Mincho ProN','Noto Serif CJK JP','Yu Mincho',serif" fill="#2a2522" text-anchor="middle"><text x="200" y="359" font-size="${product.nameJa.length > 14 ? 19 : 24}">${escapeXml(shortened(product.nameJa, 20))}</text><text x="200" y="384" font-size="14" opacity=".7">${escapeXml(shortened(product.brand, 28))}</text></g>
</svg>`;
}

function paletteOf(hue: number, seed: number): Palette {
  const accent = (hue + 24 + ((seed >>> 16) % 20)) % 360;
  return {
    main: `hsl(${round(hue)} 48% 58%)`,
    dark: `hsl(${round(hue)} 42% 34%)`,
    light: `hsl(${round(hue)} 52% 78%)`,
    accent: `hsl(${round(accent)} 60% 56%)`,
    cream: '#fdf8ec',
  };
}

/** Seigaiha, the old pattern of waves, faintly. */
function wavesOf(hue: number): string {
  const ring = (radius: number) =>
    `<circle cx="20" cy="20" r="${radius}"/><circle cx="0" cy="10" r="${radius}"/><circle cx="40" cy="10" r="${radius}"/>`;
  return `<pattern id="waves" width="40" height="20" patternUnits="userSpaceOnUse"><g fill="none" stroke="hsl(${round(hue)} 40% 60%)" stroke-opacity=".18">${ring(19)}${ring(12)}${ring(5)}</g></pattern>`;
}

function shortened(text: string, most: number): string {
  const characters = [...text];
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join('')}…`;
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
