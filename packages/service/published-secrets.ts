/** Of the servers that `npm run services` and `docker compose` start. */
const DATABASE_PASSWORD = 'depachika';
/** A server that no other machine reaches is nobody else's to log in to; a socket has no name. */
const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\]|)$/;

/** Throws in production for a database's address with the password that the source prints. */
export function refusePublishedPassword(url: string, { production }: { readonly production: boolean }): void {
  if (!production) return;
  const { hostname, password } = new URL(url);
  if (password !== DATABASE_PASSWORD || LOOPBACK.test(hostname)) return;
  throw new Error(
    'DATABASE_URL must hold a password of your own in production, and this one is published: change it on the server (docker compose: POSTGRES_PASSWORD)',
  );
}
