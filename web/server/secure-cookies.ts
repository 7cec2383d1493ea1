/**
 * Whether browsers send the shop's cookies by HTTPS alone. Where people find the shop says so; where nobody said it, a shop
 * for customers is taken to be reached by HTTPS. A cookie that is bound to HTTPS would sign nobody in to a shop at `http://`.
 */
export function hasSecureCookies({
  shopUrl,
  production,
}: {
  readonly shopUrl: string | undefined;
  readonly production: boolean;
}): boolean {
  return shopUrl ? URL.parse(shopUrl)?.protocol === 'https:' : production;
}
