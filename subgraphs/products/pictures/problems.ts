/** The token is the caller's, and no picture can be made of it. */
export interface UploadUnusable {
  readonly kind: 'uploadUnusable';
  readonly reason: 'EXPIRED' | 'USED' | 'NOT_RECEIVED';
  /** What it became, where it was used. */
  readonly pictureId: string | null;
}
