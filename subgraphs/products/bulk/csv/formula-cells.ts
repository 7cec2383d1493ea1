/**
 * A cell as it stands in a file. Spreadsheets run what begins like a formula, and a text of the catalogue may have come from
 * anybody: such a cell gets one `'` in front. A plain number stays, for it does nothing.
 */
export function shielded(cell: string): string {
  return FORMULA.test(cell) && !PLAIN_NUMBER.test(cell) ? `'${cell}` : cell;
}

/** What {@link shielded} was given: names such as `-196℃` and `@cosme` come back as they were. */
export function unshielded(cell: string): string {
  return SHIELDED.test(cell) ? cell.slice(1) : cell;
}

/** One that had a `'` of its own gets another, so that it keeps it. */
const FORMULA = /^'*[=+\-@\t\r]/;
const SHIELDED = /^'+[=+\-@\t\r]/;
const PLAIN_NUMBER = /^[+-]?\d+(\.\d+)?$/;
