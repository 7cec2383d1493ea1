import { readdirSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { systemClock as clock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import { openStorage } from '@depachika/object-storage/open-storage.ts';
import { productsConfig } from '@depachika/products/config.ts';
import { type ImportResult, importPicture } from '@depachika/products/pictures/importing/import-picture.ts';
import { findNamedProduct } from '@depachika/products/pictures/importing/import-reader.ts';
import { MAX_UPLOAD_BYTES } from '@depachika/products/pictures/making/recipe-rules.ts';
import type { UploadDependencies } from '@depachika/products/pictures/uploads/begin-upload.ts';
import { defineCommand, runCommand, WrongUse } from '../command.ts';
import { operator } from '../operator.ts';
import { type PictureFile, picturesByName } from '../picture-files.ts';
import { isMissingTable, openShopDatabase } from '../shop-database.ts';
import { READS_DATABASE } from '../shop-location.ts';
import { fromEnvironment } from '../values.ts';

export const command = defineCommand({
  name: 'pictures:add',
  summary: 'adds pictures to products, from files',
  description: `Adds one or many files to a product, or those of a folder to the products whose article numbers they are named by:
    YOKAN-S.jpg, and YOKAN-S_2.jpg for one that goes behind it. A picture that a product has already, byte by byte, is not added
    again: the command may be repeated. The shop makes their files seconds later, or when it is started.`,
  takes: (command) =>
    command
      .option('--product <slug or id>', 'the product of the files; an article number names it too')
      .option('--file <path...>', 'JPEG, PNG, WebP or AVIF, up to 20 MiB; as many as wanted')
      .option('--folder <path>', 'in place of both: a folder with files named by article numbers')
      .option('--alt-ja <text>', "what is on it, for who cannot see it (default: the product's name)")
      .option('--alt-en <text>', 'the same in English')
      .option('--show-variant', 'each shows the one variant of its article number, not all of them'),
  examples: [
    'npm run pictures:add -- --product yuzu-yokan --file yokan.jpg slice.jpg --alt-ja 柚子羊羹 --alt-en "Yuzu yokan"',
    'npm run pictures:add -- --folder photographs',
  ],
  reads: {
    ...READS_DATABASE,
    'PICTURES_FOLDER, PICTURES_S3_…': 'where the shop keeps pictures, as it has them itself',
  },
  exitCodes: {
    0: 'when all are there',
    1: 'when one could not be added: each is named with its reason',
    2: 'for wrong use',
  },
  async run({ options }, running) {
    const files = filesOf(options);
    const { pictures } = fromEnvironment(productsConfig);
    const database = await openShopDatabase(running, { service: 'pictures:add', poolSize: 2 });
    const storage = openStorage(pictures);
    running.onStop(async () => storage.close());
    const deps = { database, storage, clock };
    const counted = { added: 0, thereAlready: 0, refused: 0 };
    for (const [index, file] of files.entries()) {
      const { outcome, words } = await addFile(deps, file, options);
      counted[outcome] += 1;
      console.error(`${index + 1}/${files.length} ${basename(file.path)}: ${words}`);
    }
    const { added, thereAlready, refused } = counted;
    console.log(`${added} added, ${thereAlready} there already, ${refused} refused`);
    return refused === 0 ? 0 : 1;
  },
  explain: (error) =>
    isMissingTable(error)
      ? 'This database has no products yet: start the shop first (npm start).'
      : `Pictures could not be added: ${error.message}`,
});

interface Options {
  readonly product?: string | undefined;
  readonly file?: readonly string[] | undefined;
  readonly folder?: string | undefined;
  readonly altJa?: string | undefined;
  readonly altEn?: string | undefined;
  readonly showVariant?: boolean | undefined;
}

function filesOf({ product, file, folder }: Options): readonly PictureFile[] {
  if (folder !== undefined) {
    if (product !== undefined || file !== undefined)
      throw new WrongUse('--folder stands alone: its files are named by the products that they are for');
    const named = picturesByName(namesIn(folder));
    if (named.length === 0) throw new WrongUse(`${folder} has no file that is named like YOKAN-S.jpg`);
    return named.map(({ name, sku }) => ({ path: join(folder, name), product: sku }));
  }
  if (!product || !file)
    throw new WrongUse('Name a product and its files (--product, --file), or a --folder');
  return file.map((path) => ({ path, product }));
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    throw new WrongUse(`--folder must name a folder that can be read: ${(error as Error).message}`);
  }
}

interface Told {
  readonly outcome: 'added' | 'thereAlready' | 'refused';
  readonly words: string;
}

/** One at a time is in memory. What is wrong with one keeps nobody from the next. */
async function addFile(
  deps: UploadDependencies & { readonly database: Database },
  { path, product: name }: PictureFile,
  { altJa, altEn, showVariant }: Options,
): Promise<Told> {
  const product = await findNamedProduct(deps.database, name);
  if (!product) return refused(`there is no product ${name}`);
  const bytes = await bytesOf(path);
  if (typeof bytes === 'string') return refused(bytes);
  const picture = {
    productId: product.id,
    altJa: altJa ?? product.nameJa,
    altEn: altEn ?? product.nameEn,
    variantId: showVariant ? product.variantId : null,
  };
  return told(await importPicture(deps, { ...picture, bytes }, operator('pictures:add')));
}

/** @returns why it cannot be read, or is not read */
async function bytesOf(path: string): Promise<Buffer | string> {
  try {
    const { size } = await stat(path);
    if (size > MAX_UPLOAD_BYTES) return `it has ${size} bytes, and at most ${MAX_UPLOAD_BYTES} are taken`;
    return await readFile(path);
  } catch (error) {
    return `it cannot be read (${(error as NodeJS.ErrnoException).code})`;
  }
}

function told(result: ImportResult): Told {
  switch (result.kind) {
    case 'saved':
      return { outcome: 'added', words: `added as ${result.id}` };
    case 'thereAlready':
      return { outcome: 'thereAlready', words: `there already as ${result.id} (${result.state})` };
    case 'refused':
      return refused(result.refusal);
    case 'invalidInput':
      return refused(
        [result, ...(result.others ?? [])]
          .map(({ field, allowed }) => `${field} must be ${allowed}`)
          .join('. '),
      );
    case 'notFound':
      return refused('the product is gone');
    case 'uploadUnusable':
      return refused(result.reason);
  }
}

function refused(words: string): Told {
  return { outcome: 'refused', words: `not added: ${words}` };
}

if (import.meta.main) await runCommand(command);
