/** Of the servers that `npm run services` and `docker compose` start. */
const DATABASE_PASSWORD = 'depachika';
/** A server that no other machine reaches is nobody else's to log in to; a socket has no name, or a folder's. */
const LOOPBACK = /^(localhost|127(\.\d+){3}|\[?::1\]?||\/.*)$/;

/** Throws in production for a database's address with the password that the source prints. */
export function refusePublishedPassword(
  url: string,
  { production, setting = 'DATABASE_URL' }: { readonly production: boolean; readonly setting?: string },
): void {
  if (!production) return;
  const { host, password } = readAsDrivers(url);
  if (password !== DATABASE_PASSWORD || LOOPBACK.test(host)) return;
  throw new Error(
    `${setting} must hold a password of your own in production, and this one is published: change it on the server (docker compose: POSTGRES_PASSWORD)`,
  );
}

/** Drivers read both from the parameters too, and before what stands in front of them, and take `%61` for an `a`. */
function readAsDrivers(url: string): { readonly host: string; readonly password: string } {
  const { hostname, password, searchParams } = new URL(url);
  return {
    host: searchParams.get('host') || decoded(hostname),
    password: searchParams.get('password') || decoded(password),
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
