/** @returns the value of a `Link` header (RFC 8288) to the pages around one; undefined when there is none */
export function pageLinks(
  url: string,
  cursors: { readonly next: string | null; readonly previous: string | null },
): string | undefined {
  const links = [
    ...(cursors.next === null ? [] : [link(url, 'after', cursors.next, 'next')]),
    ...(cursors.previous === null ? [] : [link(url, 'before', cursors.previous, 'prev')]),
  ];
  return links.length > 0 ? links.join(', ') : undefined;
}

/** The same list, narrowed and sorted in the same way, on the other side of a cursor. */
function link(url: string, parameter: 'after' | 'before', cursor: string, rel: string): string {
  // A question mark after the first one is a part of the query.
  const at = url.indexOf('?');
  const path = at < 0 ? url : url.slice(0, at);
  const query = new URLSearchParams(at < 0 ? '' : url.slice(at + 1));
  query.delete('after');
  query.delete('before');
  query.set(parameter, cursor);
  return `<${path}?${query}>; rel="${rel}"`;
}
