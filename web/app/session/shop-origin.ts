import { createContext } from 'react-router';

/** Where the shop's pages are, without a slash at the end; undefined: where the visitor asked. */
export const shopOrigin = createContext<string | undefined>(undefined);

/** What addresses begin with that leave the page: canonical ones, those of a sitemap. */
export function originOf(
  context: { get(key: typeof shopOrigin): string | undefined },
  request: Pick<Request, 'url'>,
): string {
  return context.get(shopOrigin) ?? new URL(request.url).origin;
}
