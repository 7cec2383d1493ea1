import { cp, mkdir, mkdtemp, readdir, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { PROJECT } from '../shop-process.ts';

/** The project's code in a folder of its own, for a test that edits it. */
export interface SourceCopy {
  readonly folder: string;
  /** Replaces a part of a file, as an editor saves it; fails the test when the part is not there. */
  edit(file: string, change: { readonly from: string; readonly to: string }): Promise<void>;
  remove(): Promise<void>;
}

const LEFT_OUT = new Set(['node_modules', '.git', '.data', '.services', '.turbo']);

/** Takes what was generated with it, and shares the installed packages but for the project's own. */
export async function copySource(): Promise<SourceCopy> {
  const folder = await mkdtemp(join(tmpdir(), 'depachika-source-'));
  await cp(PROJECT, folder, { recursive: true, filter: (path) => !LEFT_OUT.has(basename(path)) });
  await linkEach(join(PROJECT, 'node_modules'), join(folder, 'node_modules'), '@depachika');
  await copyLinks('node_modules/@depachika', folder);
  return {
    folder,
    async edit(file, { from, to }) {
      const path = join(folder, file);
      const text = await readFile(path, 'utf8');
      if (!text.includes(from)) throw new Error(`${file} does not hold ${JSON.stringify(from)}`);
      await writeFile(
        path,
        text.replace(from, () => to),
      );
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

async function linkEach(source: string, target: string, except: string): Promise<void> {
  await mkdir(target);
  for (const name of await readdir(source))
    if (name !== except) await symlink(join(source, name), join(target, name));
}

/** The project's own packages are links to its folders: here to those of the copy. */
async function copyLinks(path: string, folder: string): Promise<void> {
  await mkdir(join(folder, path));
  for (const name of await readdir(join(PROJECT, path)))
    await symlink(await readlink(join(PROJECT, path, name)), join(folder, path, name));
}
