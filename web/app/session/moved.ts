import { redirect } from 'react-router';

/**
 * The answer to whoever comes by an address that something had before. What follows the question mark stays. Browsers ask
 * again each time: an address that is taken back would else lead them in a circle.
 * @param path of the page where it is now
 */
export function movedTo(path: string, { url }: Pick<Request, 'url'>): Response {
  return redirect(`${path}${new URL(url).search}`, {
    status: 301,
    headers: { 'cache-control': 'no-cache' },
  });
}
