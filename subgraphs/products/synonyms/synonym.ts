/** Words that mean the same to who looks for something. */
export interface SynonymGroup {
  /** Each is found by every other. */
  readonly terms: readonly string[];
  /** Found by each of the terms, and does not find them: さくらんぼ is 果物, and 果物 is not さくらんぼ. */
  readonly narrower: readonly string[];
}

/** Groups as the base list is written: one a line, `牛肉 = ビーフ = beef > 和牛, wagyu`. */
export function groupsOf(list: string): SynonymGroup[] {
  return list
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => {
      const [terms = '', narrower = ''] = line.split('>');
      return { terms: wordsBetween(terms, '='), narrower: wordsBetween(narrower, ',') };
    });
}

function wordsBetween(text: string, separator: string): string[] {
  return text
    .split(separator)
    .map((word) => word.trim())
    .filter((word) => word !== '');
}
