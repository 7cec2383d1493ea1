/** Paths as routes are registered, an exact one or one that ends in `*`, with the methods of each. */
export type RegisteredMethods = ReadonlyMap<string, ReadonlySet<string>>;

/** @returns the methods that this address takes, sorted; none when there is nothing at it */
export function allowedMethods(registered: RegisteredMethods, path: string): string[] {
  const matching = [...registered].filter(([url]) =>
    url.endsWith('*') ? path.startsWith(url.slice(0, -1)) : url === path,
  );
  return [...new Set(matching.flatMap(([, methods]) => [...methods]))].sort();
}
