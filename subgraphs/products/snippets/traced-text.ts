import { EXACT_RULES, type FoldingRule } from '../search/search-text.ts';

/** A folded text that knows of what it was made. */
export interface TracedText {
  readonly text: string;
  /** Of each of its code units, where in the original that begins which it stands for. */
  readonly begins: readonly number[];
  /** And where it ends. */
  readonly ends: readonly number[];
}

/** The exact text of something, with the place of each of its characters; spaces around it are left. */
export function tracedText(original: string): TracedText {
  const begins = Array.from({ length: original.length }, (_, at) => at);
  const ends = begins.map((at) => at + 1);
  return EXACT_RULES.reduce(folded, { text: original, begins, ends });
}

function folded(before: TracedText, [pattern, by]: FoldingRule): TracedText {
  const after = { text: '', begins: [] as number[], ends: [] as number[] };
  const keep = (from: number, to: number) => {
    after.text += before.text.slice(from, to);
    for (let at = from; at < to; at += 1) {
      after.begins.push(before.begins[at]!);
      after.ends.push(before.ends[at]!);
    }
  };
  let read = 0;
  for (const match of before.text.matchAll(pattern)) {
    const [found, ...groups] = match;
    const last = match.index + found.length - 1;
    keep(read, match.index);
    const made = by(found, ...groups);
    after.text += made;
    for (let at = 0; at < made.length; at += 1) {
      const place = Math.min(match.index + at, last);
      after.begins.push(before.begins[place]!);
      // The last one stands for all that was left out behind it: 焼 for 焼き.
      after.ends.push(before.ends[at === made.length - 1 ? last : place]!);
    }
    read = last + 1;
  }
  if (read === 0) return before;
  keep(read, before.text.length);
  return after;
}
