import { describe, expect, it } from 'vitest';
import { productsConfig } from './config.ts';

const BUCKET = {
  PICTURES_S3_BUCKET: 'pictures',
  PICTURES_S3_REGION: 'ap-northeast-1',
  PICTURES_S3_ACCESS_KEY_ID: 'id',
  PICTURES_S3_SECRET_ACCESS_KEY: 'secret',
};

describe('where pictures are kept', () => {
  it('is beside the data of the shop, unless another folder is named', () => {
    expect(productsConfig({ DATA_DIR: '/shop' }).pictures).toEqual({
      kind: 'disk',
      folder: '/shop/pictures',
    });
    expect(productsConfig({ PICTURES_FOLDER: '/p' }).pictures).toEqual({ kind: 'disk', folder: '/p' });
  });

  it('is a bucket where one is named', () => {
    const s3 = {
      kind: 's3',
      bucket: 'pictures',
      accessKeyId: 'id',
      secretAccessKey: 'secret',
      pathStyle: false,
    };
    expect(productsConfig({ ...BUCKET, PICTURES_FOLDER: '/p' }).pictures).toMatchObject(s3);
    const other = { PICTURES_S3_ENDPOINT: 'http://s3.example:9000/', PICTURES_S3_PATH_STYLE: 'on' };
    const place = { ...s3, endpoint: 'http://s3.example:9000', pathStyle: true };
    expect(productsConfig({ ...BUCKET, ...other }).pictures).toMatchObject(place);
  });

  it.each([
    [{ ...BUCKET, PICTURES_S3_BUCKET: 'No Bucket' }, 'PICTURES_S3_BUCKET'],
    [{ ...BUCKET, PICTURES_S3_REGION: '' }, 'PICTURES_S3_REGION'],
    [{ ...BUCKET, PICTURES_S3_ACCESS_KEY_ID: '' }, 'PICTURES_S3_ACCESS_KEY_ID'],
    [{ ...BUCKET, PICTURES_S3_SECRET_ACCESS_KEY: '' }, 'PICTURES_S3_SECRET_ACCESS_KEY'],
    [{ ...BUCKET, PICTURES_S3_ENDPOINT: 'ftp://x' }, 'PICTURES_S3_ENDPOINT'],
    [{ ...BUCKET, PICTURES_S3_PATH_STYLE: 'yes' }, 'PICTURES_S3_PATH_STYLE'],
    [{ PRODUCTS_POLL_MS: '1' }, 'PRODUCTS_POLL_MS'],
  ])('refuses %j and names %s', (env, name) => {
    expect(() => productsConfig(env)).toThrow(name);
  });
});
