import { enableCompileCache, registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { FromShop, ToShop } from './messages.ts';

// Loaded before start.ts in a process of `npm run dev`. Loads the libraries of the shop ahead of time, and then holds the
// shop's own code back until it has been edited: most of a start is loading what never changes.

enableCompileCache(fileURLToPath(new URL('../../node_modules/.cache/depachika/modules', import.meta.url)));
const loaded = noteLibraries();
process.once('disconnect', leave);
const { libraries } = await told('standBy');
// One that is no longer there is for start.ts to miss.
await Promise.all(libraries.map((url) => import(url).catch(() => undefined)));
await told('start');
process.removeListener('disconnect', leave);
process.on('message', (message: ToShop) => {
  if (message.kind === 'tellLibraries') tell({ kind: 'libraries', libraries: [...loaded] });
});

/** Modules of others that the shop's own ask for; what those need in turn comes with them. */
function noteLibraries(): ReadonlySet<string> {
  const urls = new Set<string>();
  registerHooks({
    resolve(specifier, context, nextResolve) {
      const resolved = nextResolve(specifier, context);
      if (isLibrary(resolved.url) && context.parentURL && !isLibrary(context.parentURL))
        urls.add(resolved.url);
      return resolved;
    },
  });
  return urls;
}

function isLibrary(url: string): boolean {
  return url.includes('/node_modules/');
}

function told<Kind extends ToShop['kind']>(kind: Kind): Promise<Extract<ToShop, { kind: Kind }>> {
  return new Promise((resolve) => {
    process.on('message', function listener(message: ToShop) {
      if (message.kind !== kind) return;
      process.removeListener('message', listener);
      resolve(message as Extract<ToShop, { kind: Kind }>);
    });
  });
}

function tell(message: FromShop): void {
  process.send?.(message);
}

function leave(): void {
  process.exit(0);
}
