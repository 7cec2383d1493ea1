import { parseCookie, stringifySetCookie } from 'cookie';

// The postal code is the browser's alone: nothing of it is kept on the server, and no account is needed.
const COOKIE = 'depachika-place';
const HALF_A_YEAR_SECONDS = 180 * 24 * 60 * 60;

/** Where the visitor said that goods would go: seven digits. */
export function deliveryPlace({ headers }: Pick<Request, 'headers'>): string | undefined {
  const given = parseCookie(headers.get('cookie') ?? '')[COOKIE] ?? '';
  return /^\d{7}$/.test(given) ? given : undefined;
}

/** @param origin where the shop's pages are @returns `Set-Cookie` that remembers it */
export function rememberedPlace(code: string, origin: string): string {
  return stringifySetCookie({
    name: COOKIE,
    value: code,
    httpOnly: true,
    sameSite: 'lax',
    path: '/',
    secure: origin.startsWith('https:'),
    maxAge: HALF_A_YEAR_SECONDS,
  });
}
