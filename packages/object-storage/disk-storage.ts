import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { checkedName, type ObjectStorage } from './object-storage.ts';

/**
 * Keeps objects as files. Several processes may share the folder: each file comes by one rename. What a process that died
 * was writing stays beside it under a name that nobody reads. @param folder is made where it is missing
 */
export function diskStorage(folder: string): ObjectStorage {
  const root = resolve(folder);
  const pathOf = (name: string) => join(root, ...checkedName(name).split('/'));

  return {
    async put(name, bytes) {
      const path = pathOf(name);
      await makeFolder(dirname(path), root);
      const unfinished = `${path}.${randomUUID()}${UNFINISHED}`;
      try {
        await writeThrough(unfinished, bytes);
        await rename(unfinished, path);
      } catch (error) {
        await rm(unfinished, { force: true });
        throw error;
      }
      await syncFolder(dirname(path));
    },
    get: async (name) => whereThere(readFile(pathOf(name))),
    sizeOf: async (name) => whereThere(stat(pathOf(name)).then(({ size }) => size)),
    async remove(names) {
      const paths = names.map(pathOf);
      await Promise.all(paths.map((path) => rm(path, { force: true })));
    },
    async uploadAddress(name) {
      checkedName(name);
      return undefined;
    },
    async ready() {
      await mkdir(root, { recursive: true });
    },
    close: () => undefined,
  };
}

/** An object's name cannot hold a capital letter: no object is ever called so. */
const UNFINISHED = '.UNFINISHED';

async function writeThrough(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Folders that are new must outlive a power cut as well: each is told to its parent. */
async function makeFolder(path: string, root: string): Promise<void> {
  const first = await mkdir(path, { recursive: true });
  if (first === undefined) return;
  for (let made = path; made.startsWith(root); made = dirname(made)) {
    await syncFolder(dirname(made));
    if (made === first) return;
  }
}

/** A rename outlives a power cut once its folder is on the disk. Windows syncs no folder, and needs none. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** ENOTDIR: a part of the name is a file. EISDIR: the name is that of a folder. */
const NOT_THERE = ['ENOENT', 'ENOTDIR', 'EISDIR'];

async function whereThere<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (NOT_THERE.includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}
