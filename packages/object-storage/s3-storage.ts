import {
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { checkedName, type ObjectStorage } from './object-storage.ts';

/** A bucket that is there already: this product makes none. */
export interface S3Place {
  readonly bucket: string;
  readonly region: string;
  /** `https://s3.example`; undefined: Amazon's of the region. */
  readonly endpoint?: string | undefined;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** The bucket stands in the path, not before the host's name. */
  readonly pathStyle: boolean;
}

/** Keeps objects in a bucket. Its own retries stand behind each call, three at most. */
export function s3Storage(place: S3Place): ObjectStorage {
  const { bucket: Bucket } = place;
  const client = new S3Client({
    region: place.region,
    ...(place.endpoint ? { endpoint: place.endpoint } : {}),
    forcePathStyle: place.pathStyle,
    credentials: { accessKeyId: place.accessKeyId, secretAccessKey: place.secretAccessKey },
    maxAttempts: 3,
    // Not every server that speaks S3 knows the newer checksums; the signature covers the bytes.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });

  return {
    async put(name, bytes, { contentType }) {
      const Key = checkedName(name);
      await client.send(new PutObjectCommand({ Bucket, Key, Body: bytes, ContentType: contentType }));
    },
    async get(name) {
      const Key = checkedName(name);
      const found = await whereThere(client.send(new GetObjectCommand({ Bucket, Key })));
      return found?.Body && Buffer.from(await found.Body.transformToByteArray());
    },
    async sizeOf(name) {
      const Key = checkedName(name);
      return (await whereThere(client.send(new HeadObjectCommand({ Bucket, Key }))))?.ContentLength;
    },
    async remove(names) {
      const Objects = names.map((name) => ({ Key: checkedName(name) }));
      for (let from = 0; from < Objects.length; from += MOST_AT_ONCE) {
        const Delete = { Objects: Objects.slice(from, from + MOST_AT_ONCE), Quiet: true };
        const { Errors = [] } = await client.send(new DeleteObjectsCommand({ Bucket, Delete }));
        const [failure] = Errors;
        if (failure) throw new Error(`${failure.Key} could not be removed: ${failure.Code}`);
      }
    },
    uploadAddress(name, { contentType, bytes, expiresInSeconds }) {
      const put = { Bucket, Key: checkedName(name), ContentType: contentType, ContentLength: bytes };
      return getSignedUrl(client, new PutObjectCommand(put), {
        expiresIn: expiresInSeconds,
        // What is signed can be nothing else: another length or type is another request.
        signableHeaders: new Set(['content-length', 'content-type', 'host']),
      });
    },
    async ready() {
      await client.send(new HeadBucketCommand({ Bucket }));
    },
    close: () => client.destroy(),
  };
}

/** S3 takes no more in one request. */
const MOST_AT_ONCE = 1_000;

async function whereThere<T>(asking: Promise<T>): Promise<T | undefined> {
  try {
    return await asking;
  } catch (error) {
    if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404) return undefined;
    throw error;
  }
}
