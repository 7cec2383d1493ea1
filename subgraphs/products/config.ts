import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { wholeNumber } from '@depachika/domain/settings.ts';
import type { StoragePlace } from '@depachika/object-storage/open-storage.ts';

export interface ProductsConfig {
  /** How long a page of a list may be served from the cache. */
  readonly listingTtlMs: number;
  /** How long a product may be. */
  readonly detailsTtlMs: number;
  /** Pause between looks for what is due, 1,000 to 60,000; `PRODUCTS_POLL_MS`. */
  readonly pollMs: number;
  /** Where pictures are kept. */
  readonly pictures: StoragePlace;
  readonly production: boolean;
}

/** Throws, naming the variable and what it should hold. */
export function productsConfig(env: NodeJS.ProcessEnv = process.env): ProductsConfig {
  return {
    listingTtlMs: seconds(env, 'PRODUCTS_LISTING_TTL_SECONDS', 300) * 1000,
    detailsTtlMs: seconds(env, 'PRODUCTS_DETAILS_TTL_SECONDS', 1_800) * 1000,
    pollMs: wholeNumber(env, 'PRODUCTS_POLL_MS', { from: 1000, to: 60_000, otherwise: 1000 }),
    pictures: readPictures(env),
    production: env.NODE_ENV === 'production',
  };
}

/** A bucket where one is named, otherwise `PICTURES_FOLDER`, otherwise a folder beside the shop's data. */
function readPictures(env: NodeJS.ProcessEnv): StoragePlace {
  const bucket = env.PICTURES_S3_BUCKET;
  if (!bucket) return { kind: 'disk', folder: env.PICTURES_FOLDER || join(dataFolder(env), 'pictures') };
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket))
    throw new Error('PICTURES_S3_BUCKET must hold the name of a bucket');
  return {
    kind: 's3',
    bucket,
    region: needed(env, 'PICTURES_S3_REGION', 'the region of the bucket, such as ap-northeast-1'),
    endpoint: readEndpoint(env),
    accessKeyId: needed(
      env,
      'PICTURES_S3_ACCESS_KEY_ID',
      'the id of the key that may read and write the bucket',
    ),
    secretAccessKey: readSecret(env),
    pathStyle: readPathStyle(env),
  };
}

/** As the shop in one process has it. */
function dataFolder(env: NodeJS.ProcessEnv): string {
  return env.DATA_DIR || fileURLToPath(new URL('../../.data', import.meta.url));
}

function readEndpoint({ PICTURES_S3_ENDPOINT: text }: NodeJS.ProcessEnv): string | undefined {
  if (!text) return undefined;
  const url = URL.parse(text);
  if (url && /^https?:$/.test(url.protocol) && !url.search && !url.hash) return text.replace(/\/$/, '');
  throw new Error('PICTURES_S3_ENDPOINT must hold the address of what speaks S3: https://s3.example');
}

function readSecret(env: NodeJS.ProcessEnv): string {
  const file = env.PICTURES_S3_SECRET_ACCESS_KEY_FILE;
  const secret = env.PICTURES_S3_SECRET_ACCESS_KEY || (file && readFileSync(file, 'utf8').trim());
  if (secret) return secret;
  throw new Error(
    'PICTURES_S3_SECRET_ACCESS_KEY must hold the secret of that key (or PICTURES_S3_SECRET_ACCESS_KEY_FILE the file with it)',
  );
}

function readPathStyle({ PICTURES_S3_PATH_STYLE: text = '' }: NodeJS.ProcessEnv): boolean {
  if (text === 'on') return true;
  if (text === '' || text === 'off') return false;
  throw new Error(`PICTURES_S3_PATH_STYLE must be on or off, not ${JSON.stringify(text)}`);
}

function needed(env: NodeJS.ProcessEnv, name: string, what: string): string {
  const value = env[name];
  if (value) return value;
  throw new Error(`${name} must hold ${what}`);
}

function seconds(env: NodeJS.ProcessEnv, name: string, usual: number): number {
  const text = env[name];
  if (text === undefined || text === '') return usual;
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= 86_400) return value;
  throw new Error(`${name} must be whole seconds from 1 to 86400, not "${text}"`);
}
