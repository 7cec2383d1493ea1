/**
 * What somebody may know a device by, from what its browser says of itself: `Safari, iPhone`. It is coarse on purpose: it helps its
 * owner to tell sessions apart, and nobody to tell people apart. Names are our own, so that no text of a client is shown.
 * @param userAgent of which the first 500 characters are read
 */
export function deviceName(userAgent: string): string {
  const text = userAgent.slice(0, MOST_READ);
  const named = (names: readonly (readonly [string, string])[]) =>
    names.find(([sign]) => text.includes(sign))?.[1];
  return [named(BROWSERS), named(SYSTEMS)].filter((name) => name !== undefined).join(', ');
}

const MOST_READ = 500;

/** What a browser says of itself, and its name: browsers name those that they descend from, so the later ones come first. */
const BROWSERS = [
  ['Edg', 'Edge'],
  ['OPR/', 'Opera'],
  ['SamsungBrowser/', 'Samsung Internet'],
  ['Firefox/', 'Firefox'],
  ['FxiOS/', 'Firefox'],
  ['CriOS/', 'Chrome'],
  ['Chrome/', 'Chrome'],
  ['Safari/', 'Safari'],
] as const;

const SYSTEMS = [
  ['iPhone', 'iPhone'],
  ['iPad', 'iPad'],
  ['Android', 'Android'],
  ['Windows', 'Windows'],
  ['CrOS', 'ChromeOS'],
  ['Macintosh', 'Mac'],
  ['Linux', 'Linux'],
] as const;
