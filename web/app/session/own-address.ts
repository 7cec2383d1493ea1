/** Where a visitor goes on after a form: a page of this shop, whatever an address asks for. */
export function ownAddress(wanted: string | null, fallback: string): string {
  return wanted !== null && /^\/(?:ja|en)(?:[/?#]|$)/.test(wanted) && !wanted.includes('\\')
    ? wanted
    : fallback;
}
