/** As people in Japan write it: `105-0014`. @param code seven digits */
export function postalCode(code: string): string {
  return `${code.slice(0, 3)}-${code.slice(3)}`;
}
