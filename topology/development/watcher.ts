import { sep } from 'node:path';
import { watch } from 'chokidar';
import { meaningOf, WATCHED } from './changes.ts';

/** Files that were saved together. */
export interface Save {
  /** Those that mean something, from the project's folder. */
  readonly paths: readonly string[];
  /** When the first was noticed, as `performance.now()` counts. */
  readonly atMs: number;
}

export interface Watcher {
  /** What was saved since the last call, once nothing has been for a moment; waits when there is nothing. */
  next(): Promise<Save>;
  /** Resolves when `next` would not have to wait. */
  waiting(): Promise<void>;
  close(): Promise<void>;
}

/** Editors and generators save several files at once. */
const QUIET_MS = 50;

/** @param folder the project's */
export async function watchProject(folder: string): Promise<Watcher> {
  const saved = new Set<string>();
  let atMs = 0;
  let news = Promise.withResolvers<void>();
  let quiet: NodeJS.Timeout | undefined;
  const files = watch([...WATCHED], {
    cwd: folder,
    ignoreInitial: true,
    ignored: (path) => /[\\/](node_modules|generated)$/.test(path),
  });
  files.on('all', (event, name) => {
    const path = name.replaceAll(sep, '/');
    if (event === 'addDir' || event === 'unlinkDir' || meaningOf(path) === 'nothing') return;
    if (saved.size === 0) atMs = performance.now();
    saved.add(path);
    clearTimeout(quiet);
    quiet = setTimeout(() => news.resolve(), QUIET_MS);
  });
  await new Promise<void>((resolve) => files.once('ready', resolve));
  return {
    waiting: () => news.promise,
    async next() {
      await news.promise;
      news = Promise.withResolvers();
      const paths = [...saved].sort();
      saved.clear();
      return { paths, atMs };
    },
    async close() {
      clearTimeout(quiet);
      await files.close();
    },
  };
}
