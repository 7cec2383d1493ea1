/**
 * Parts of a `multipart/mixed` answer. A boundary follows each part at once, since a part is whole for its reader when the next
 * boundary is there.
 */
export const BOUNDARY = 'graphql';
export const OPENING = `\r\n--${BOUNDARY}`;
export const CLOSING = '--\r\n';

export function partOf(json: string): string {
  return `\r\ncontent-type: application/json\r\n\r\n${json}\r\n--${BOUNDARY}`;
}
