import type { Caller } from '@depachika/identity/caller.ts';
import { UPLOADS_PATH } from '@depachika/schema/paths.ts';
import { expect } from 'vitest';
import { staff, type TestShop } from './test-shop.ts';

/** Somebody of the shop who adds pictures to products. */
export interface PictureDesk {
  begin(input: Record<string, unknown>, caller?: Caller): Promise<BegunUpload>;
  /** PUTs bytes as a browser does. @returns the status */
  put(upload: BegunUpload, bytes: Buffer, headers?: Record<string, string | undefined>): Promise<number>;
  // biome-ignore lint/suspicious/noExplicitAny: as answers
  add(input: Record<string, unknown>, caller?: Caller): Promise<any>;
  /** All three. @returns the picture's id */
  upload(productId: string, bytes: Buffer, input?: Record<string, unknown>): Promise<string>;
}

export interface BegunUpload {
  readonly uploadUrl: string;
  readonly token: string;
  readonly expiresAt: string;
}

export function pictureDesk(shop: TestShop): PictureDesk {
  return { begin, put, add, upload };

  async function begin(input: Record<string, unknown>, caller = staff): Promise<BegunUpload> {
    const { data } = await shop.ask(caller, CREATE_UPLOAD, {
      input: { contentType: 'image/jpeg', ...input },
    });
    return data.createPictureUpload;
  }

  async function put(
    { uploadUrl }: BegunUpload,
    bytes: Buffer,
    headers: Record<string, string | undefined> = {},
  ): Promise<number> {
    const usual = { 'content-type': 'image/jpeg', 'content-length': String(bytes.length) };
    if (uploadUrl.startsWith(UPLOADS_PATH)) {
      const body = inParts(bytes);
      const answer = await shop.subgraph.uploads({
        path: uploadUrl,
        headers: { ...usual, ...headers },
        body,
      });
      return answer.status;
    }
    return (await fetch(uploadUrl, { method: 'PUT', body: new Uint8Array(bytes), headers: usual })).status;
  }

  async function add(input: Record<string, unknown>, caller = staff) {
    const texts = { altJa: '皿の上の羊羹', altEn: 'Yokan on a plate' };
    const { data } = await shop.ask(caller, ADD_PICTURE, { input: { ...texts, ...input } });
    return data.addProductPicture;
  }

  async function upload(
    productId: string,
    bytes: Buffer,
    input: Record<string, unknown> = {},
  ): Promise<string> {
    const { contentType = 'image/jpeg', ...rest } = input;
    const begun = await begin({ productId, contentType, bytes: bytes.length });
    const taken = await put(begun, bytes, { 'content-type': String(contentType) });
    expect([200, 204]).toContain(taken);
    const added = await add({ productId, uploadToken: begun.token, ...rest });
    return added.picture.id;
  }
}

async function* inParts(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let from = 0; from < bytes.length; from += 1_000) yield bytes.subarray(from, from + 1_000);
}

export const CREATE_UPLOAD = `mutation ($input: CreatePictureUploadInput!) { createPictureUpload(input: $input) {
  __typename ... on CreatePictureUploadSuccess { uploadUrl token expiresAt } ... on NotFound { id }
  ... on InvalidInput { fields { field } } } }`;

const PICTURE = `id altJa altEn state refusal width height position focalPoint { x y } variant { id }
  sources { format width url }`;

export const ADD_PICTURE = `mutation ($input: AddProductPictureInput!) { addProductPicture(input: $input) {
  __typename ... on AddProductPictureSuccess { picture { ${PICTURE} } } ... on NotFound { id }
  ... on UploadUnusable { reason pictureId } ... on InvalidInput { fields { field } } } }`;

export const PICTURES = `query ($id: ID!) { product(id: $id) { imageUrl pictures { ${PICTURE} }
  variants { id pictures { id } } } }`;
