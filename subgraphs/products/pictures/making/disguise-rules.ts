/**
 * What a file holds that is a picture and something else too: a page, a script, a document, an archive. Files of ours are
 * encoded anew, so that none of it would be served; who sends such a file means something by it all the same. Marks are so long that
 * compressed pixels hold none by chance.
 */
export function holdsMark(bytes: Buffer): boolean {
  const text = bytes.toString('latin1').toLowerCase();
  return MARKS.some((mark) => text.includes(mark));
}

const MARKS: readonly string[] = [
  ...[
    '<!doctype',
    '<script',
    '</script',
    '<html',
    '<iframe',
    '<svg xmlns',
    '<?php ',
    '<object ',
    '<foreignobject',
  ],
  ...['%pdf-1.', '%pdf-2.', 'javascript:', '#!/bin/'],
];

/** Bytes of the longest mark: a file that is read in pieces is read with this much of the next piece. */
export const LONGEST_MARK = Math.max(...MARKS.map(({ length }) => length));

/** True for a JPEG that is a script from its first byte: the length of its first segment opens a comment. */
export function beginsWithComment(bytes: Buffer): boolean {
  return bytes.subarray(2, 6).equals(COMMENT);
}

const COMMENT = Buffer.from([0xff, 0xe0, 0x2f, 0x2a]);

/** True where a ZIP's list of files ends near the end, as it does in JARs and office documents. */
export function endsAnArchive(bytes: Buffer): boolean {
  return bytes.subarray(-ARCHIVE_END_WITHIN).includes(ARCHIVE_END);
}

const ARCHIVE_END = Buffer.from('PK\x05\x06\0\0\0\0', 'latin1');
const ARCHIVE_END_WITHIN = 66_000;
