/** Colours of one picture, as CSS values. */
export interface Palette {
  readonly main: string;
  readonly dark: string;
  readonly light: string;
  readonly accent: string;
  readonly cream: string;
}

interface Shape {
  /** Where on the colour wheel its palettes lie, in degrees; half of the width to either side. */
  readonly hue: number;
  readonly spread: number;
  /** Drawn around the origin, within 130 units of it. */
  draw(colours: Palette): string;
}

/** The shape of a category's products, by its name. */
export const SHAPES: Readonly<Record<string, Shape>> = {
  mochi: shape(340, 90, (c) =>
    trio((x, y, tone) => `${ellipse(x, y, 58, 44, tone)}${ellipse(x - 16, y - 16, 18, 9, c.cream)}`, c),
  ),
  bar: shape(
    290,
    160,
    (c) =>
      `<g transform="rotate(-8)">${rect(-110, -30, 220, 66, 10, c.dark)}${rect(-110, -42, 220, 56, 10, c.main)}${rect(-96, -34, 40, 6, 3, c.light)}${[-40, 10, 60].map((x) => rect(x, -42, 3, 78, 0, c.dark)).join('')}</g>`,
  ),
  senbei: shape(32, 20, (c) =>
    trio(
      (x, y, tone) =>
        `${circle(x, y, 56, c.dark)}${circle(x, y, 51, tone)}${rect(x - 26, y - 40, 52, 80, 6, '#20322a')}`,
      c,
    ),
  ),
  cake: shape(
    345,
    70,
    (c) =>
      `${path('M-100 10 L60 -50 L110 0 L-50 60 Z', c.cream)}${path('M-100 10 L-50 60 L-50 110 L-100 60 Z', c.light)}${path('M-50 60 L110 0 L110 50 L-50 110 Z', c.main)}${path('M-50 80 L110 20 L110 30 L-50 90 Z', c.cream)}${circle(0, -22, 24, c.accent)}${circle(-7, -29, 6, c.cream)}`,
  ),
  biscuit: shape(35, 24, (c) =>
    trio(
      (x, y, tone) =>
        `${circle(x, y, 54, tone)}${circle(x, y, 40, c.light)}${[0, 60, 120, 180, 240, 300].map((a) => circle(x + 24 * Math.cos((a * Math.PI) / 180), y + 24 * Math.sin((a * Math.PI) / 180), 5, c.dark)).join('')}`,
      c,
    ),
  ),
  chocolate: shape(20, 24, (c) =>
    grid(
      3,
      2,
      72,
      (x, y) =>
        `${rect(x - 33, y - 33, 66, 66, 8, c.dark)}${rect(x - 26, y - 26, 52, 52, 6, c.main)}${rect(x - 20, y - 20, 30, 5, 2, c.light)}`,
    ),
  ),
  bento: shape(
    5,
    40,
    (c) =>
      `${rect(-120, -84, 240, 168, 14, '#2b2326')}${rect(-110, -74, 105, 148, 8, '#fbf8f0')}${circle(-58, 0, 13, '#c8324a')}${rect(5, -74, 105, 68, 8, c.main)}${rect(5, 4, 48, 70, 8, '#6f9a4a')}${rect(62, 4, 48, 70, 8, '#f0c64a')}${[20, 44, 68].map((x) => rect(x, -62, 14, 44, 7, c.light)).join('')}`,
  ),
  sushi: shape(10, 40, (c) =>
    [-76, 0, 76]
      .map(
        (x, i) =>
          `<g transform="translate(${x} ${i % 2 ? 14 : -10}) rotate(-12)">${rect(-32, -6, 64, 44, 20, '#fbf8f0')}${rect(-38, -30, 76, 40, 20, [c.main, c.accent, c.light][i]!)}${[-18, 2, 22].map((s) => rect(s - 3, -26, 4, 30, 2, c.cream, 0.6)).join('')}</g>`,
      )
      .join(''),
  ),
  bowl: shape(
    80,
    90,
    (c) =>
      `${ellipse(0, -14, 116, 38, c.dark)}${ellipse(0, -18, 100, 30, c.light)}${[
        [-46, -26],
        [-4, -34],
        [42, -24],
        [14, -14],
        [-24, -12],
      ]
        .map(([x, y], i) => circle(x!, y!, 22, i % 2 ? c.main : c.accent))
        .join(
          '',
        )}${path('M-116 -14 C-110 90 110 90 116 -14 C80 30 -80 30 -116 -14 Z', c.dark)}${rect(-40, 64, 80, 14, 4, c.dark)}`,
  ),
  skewer: shape(25, 24, (c) =>
    [-52, 0, 52]
      .map(
        (x) =>
          `<g transform="translate(${x} 0) rotate(8)">${rect(-3, -110, 6, 220, 3, '#c9a673')}${[-72, -28, 16].map((y) => rect(-26, y, 52, 38, 16, y === -28 ? c.accent : c.main)).join('')}</g>`,
      )
      .join(''),
  ),
  bread: shape(
    32,
    18,
    (c) =>
      `${path('M-110 80 L-110 -10 C-140 -80 -60 -110 0 -92 C60 -110 140 -80 110 -10 L110 80 Z', c.dark)}${path('M-94 70 L-94 -6 C-116 -62 -50 -88 0 -72 C50 -88 116 -62 94 -6 L94 70 Z', c.cream)}${[-40, 0, 40].map((x) => ellipse(x, 10, 12, 5, c.light)).join('')}`,
  ),
  leaf: shape(
    110,
    50,
    (c) =>
      `${[-38, 0, 38].map((a) => `<g transform="rotate(${a}) translate(0 -20)">${path('M0 90 C-70 30 -50 -60 0 -90 C50 -60 70 30 0 90 Z', a ? c.main : c.accent)}${rect(-2, -70, 4, 150, 2, c.light)}</g>`).join('')}`,
  ),
  bean: shape(22, 20, (c) =>
    [
      [-58, 20, -30],
      [52, -34, 24],
      [10, 60, 60],
      [-20, -64, 10],
    ]
      .map(
        ([x, y, a]) =>
          `<g transform="translate(${x} ${y}) rotate(${a})">${ellipse(0, 0, 34, 50, c.dark)}${path('M0 -46 C18 -16 -18 16 0 46', 'none', c.light)}</g>`,
      )
      .join(''),
  ),
  bottle: shape(
    150,
    200,
    (c) =>
      `${path('M-20 -120 L20 -120 L20 -62 C56 -40 56 -10 56 10 L56 120 L-56 120 L-56 10 C-56 -10 -56 -40 -20 -62 Z', c.dark)}${rect(-24, -126, 48, 22, 5, c.accent)}${rect(-46, 0, 92, 84, 4, c.cream)}${circle(0, 42, 24, c.main)}`,
  ),
  glass: shape(
    330,
    120,
    (c) =>
      `${path('M-60 -110 L60 -110 C64 -20 34 16 8 22 L8 96 L48 110 L-48 110 L-8 96 L-8 22 C-34 16 -64 -20 -60 -110 Z', c.cream)}${path('M-59 -60 L59 -60 C52 -10 30 10 0 12 C-30 10 -52 -10 -59 -60 Z', c.main)}${ellipse(0, -60, 59, 10, c.accent)}`,
  ),
  fruit: shape(
    20,
    100,
    (c) =>
      `${circle(-34, 22, 68, c.main)}${circle(46, 34, 56, c.accent)}${ellipse(-56, -4, 14, 24, c.light)}${path('M-34 -44 C-30 -84 -6 -96 6 -104', 'none', '#6b4b2a')}${path('M-28 -64 C10 -110 50 -96 62 -82 C32 -58 0 -52 -28 -64 Z', '#6f9a4a')}`,
  ),
  vegetable: shape(
    95,
    60,
    (c) =>
      `${[-60, 0, 60].map((x, i) => `<g transform="translate(${x} 20) rotate(${(i - 1) * 14})">${path('M-24 -40 C-10 -52 10 -52 24 -40 C24 10 10 70 0 90 C-10 70 -24 10 -24 -40 Z', [c.accent, c.main, c.light][i]!)}${path('M0 -44 C-36 -70 -24 -110 -10 -112 C-4 -100 0 -90 0 -80 C0 -90 6 -104 14 -112 C28 -104 34 -70 0 -44 Z', '#5f8f43')}</g>`).join('')}`,
  ),
  meat: shape(
    355,
    20,
    (c) =>
      `${path('M-110 0 C-110 -90 40 -110 96 -50 C130 -10 100 90 10 84 C-50 80 -110 60 -110 0 Z', c.cream)}${path('M-94 0 C-92 -72 34 -92 82 -42 C110 -6 84 74 10 68 C-46 64 -94 50 -94 0 Z', c.main)}${path('M-70 -10 C-30 -50 10 10 60 -30 M-60 30 C-20 10 20 50 70 14', 'none', c.cream)}`,
  ),
  fish: shape(
    205,
    50,
    (c) =>
      `${path('M-90 0 C-40 -70 60 -60 92 -4 L130 -40 L130 40 L92 4 C60 60 -40 70 -90 0 Z', c.main)}${path('M-90 0 C-40 40 60 50 92 2 C60 60 -40 70 -90 0 Z', c.cream)}${circle(-56, -10, 8, '#1d2430')}${[-14, 14, 42].map((x) => path(`M${x} -34 C${x + 14} -14 ${x + 14} 14 ${x} 32`, 'none', c.light)).join('')}`,
  ),
  jar: shape(
    40,
    80,
    (c) =>
      `${rect(-66, -70, 132, 180, 26, c.main)}${rect(-54, -104, 108, 40, 8, c.dark)}${rect(-66, -10, 132, 74, 0, c.cream)}${path('M-40 40 C-20 4 20 4 40 40', 'none', c.accent)}${circle(0, 12, 10, c.accent)}`,
  ),
  noodles: shape(
    42,
    24,
    (c) =>
      `${[-48, -24, 0, 24, 48].map((x, i) => path(`M${x} -96 C${x - 44} -30 ${x + 44} 20 ${x} 96`, 'none', i % 2 ? c.main : c.accent, 16)).join('')}${rect(-84, -14, 168, 28, 4, c.dark)}`,
  ),
  box: shape(
    350,
    200,
    (c) =>
      `${rect(-104, -64, 208, 150, 8, c.main)}${rect(-114, -84, 228, 44, 8, c.dark)}${rect(-16, -84, 32, 170, 0, c.cream)}${path('M0 -84 C-70 -140 -90 -84 0 -84 C90 -84 70 -140 0 -84 Z', c.accent)}`,
  ),
  plate: shape(
    215,
    60,
    (c) =>
      `${circle(0, 0, 118, c.dark)}${circle(0, 0, 110, c.cream)}${circle(0, 0, 76, c.light)}${[0, 45, 90, 135].map((a) => `<g transform="rotate(${a})">${ellipse(0, 0, 16, 68, c.main, 0.5)}</g>`).join('')}${circle(0, 0, 14, c.accent)}`,
  ),
  cup: shape(
    200,
    120,
    (c) =>
      `${path('M-84 -70 L84 -70 C84 30 64 96 0 96 C-64 96 -84 30 -84 -70 Z', c.main)}${ellipse(0, -70, 84, 22, c.dark)}${ellipse(0, -66, 70, 15, '#8fae5a')}${path('M-78 -20 C-30 0 30 -40 78 -20 L72 10 C30 -10 -30 30 -74 8 Z', c.cream)}`,
  ),
  shirt: shape(
    215,
    200,
    (c) =>
      `${path('M-50 -100 L-124 -56 L-100 0 L-72 -14 L-72 110 L72 110 L72 -14 L100 0 L124 -56 L50 -100 C30 -70 -30 -70 -50 -100 Z', c.main)}${path('M-50 -100 C-30 -56 30 -56 50 -100 L36 -106 C20 -78 -20 -78 -36 -106 Z', c.light)}${[-30, 10, 50].map((y) => circle(0, y, 6, c.cream)).join('')}`,
  ),
  sock: shape(30, 200, (c) =>
    [-56, 44]
      .map(
        (x) =>
          `<g transform="translate(${x} 0)">${path('M-30 -110 L30 -110 L30 30 C36 54 76 60 76 84 C76 112 20 112 -6 92 C-30 74 -30 40 -30 20 Z', c.main)}${rect(-30, -110, 60, 26, 4, c.accent)}${[-60, -30, 0].map((y) => rect(-30, y, 60, 9, 0, c.light)).join('')}</g>`,
      )
      .join(''),
  ),
  towel: shape(200, 160, (c) =>
    [52, 4, -44]
      .map(
        (y, i) =>
          `${rect(-110 + i * 6, y, 220 - i * 12, 50, 22, [c.dark, c.main, c.light][i]!)}${rect(-110 + i * 6, y + 18, 220 - i * 12, 6, 0, c.cream, 0.7)}`,
      )
      .join(''),
  ),
  flower: shape(
    330,
    120,
    (c) =>
      `${rect(-3, 20, 6, 100, 3, '#5f8f43')}${path('M0 90 C40 60 70 66 84 50 C66 96 30 104 0 100 Z', '#6f9a4a')}<g transform="translate(0 -24)">${[0, 72, 144, 216, 288].map((a) => `<g transform="rotate(${a})">${path('M0 0 C-52 -30 -36 -92 -8 -92 L0 -80 L8 -92 C36 -92 52 -30 0 0 Z', c.main)}</g>`).join('')}${circle(0, 0, 16, c.accent)}</g>`,
  ),
};

function shape(hue: number, spread: number, draw: Shape['draw']): Shape {
  return { hue, spread, draw };
}

function circle(x: number, y: number, radius: number, fill: string): string {
  return `<circle cx="${round(x)}" cy="${round(y)}" r="${radius}" fill="${fill}"/>`;
}

function ellipse(x: number, y: number, rx: number, ry: number, fill: string, opacity = 1): string {
  return `<ellipse cx="${x}" cy="${y}" rx="${rx}" ry="${ry}" fill="${fill}" opacity="${opacity}"/>`;
}

function rect(
  x: number,
  y: number,
  width: number,
  height: number,
  radius: number,
  fill: string,
  opacity = 1,
): string {
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${radius}" fill="${fill}" opacity="${opacity}"/>`;
}

function path(d: string, fill: string, stroke = 'none', width = 6): string {
  return `<path d="${d}" fill="${fill}" stroke="${stroke}" stroke-width="${width}" stroke-linecap="round"/>`;
}

function trio(draw: (x: number, y: number, tone: string) => string, c: Palette): string {
  return draw(-56, -32, c.main) + draw(58, -28, c.accent) + draw(0, 44, c.light);
}

function grid(columns: number, rows: number, step: number, draw: (x: number, y: number) => string): string {
  let drawn = '';
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      drawn += draw((column - (columns - 1) / 2) * step, (row - (rows - 1) / 2) * step);
    }
  }
  return drawn;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
