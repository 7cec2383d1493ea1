/** True when PostgreSQL can keep this text: it holds no NUL and no half of a surrogate pair. */
export function isStorableText(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}

/** Every text in a value, at any depth. Without recursion: a client decides how deep it is. */
export function* textsIn(value: unknown): Generator<string, void, void> {
  const rest = [value];
  while (rest.length > 0) {
    const next = rest.pop();
    if (typeof next === 'string') yield next;
    else if (typeof next === 'object' && next !== null)
      for (const part of Object.values(next)) rest.push(part);
  }
}

/** Longer paths say less than their beginning. */
const MAX_PATH_LENGTH = 200;

/** @returns where a text stands in a value: `lines.0.note`; undefined where it does not, or where the path is too long to help */
export function pathOfText(text: string, value: unknown): string | undefined {
  const rest: (readonly [path: string, value: unknown])[] = [['', value]];
  while (rest.length > 0) {
    const [path, next] = rest.pop()!;
    if (next === text) return path;
    if (typeof next !== 'object' || next === null || path.length > MAX_PATH_LENGTH) continue;
    for (const [key, part] of Object.entries(next)) rest.push([path === '' ? key : `${path}.${key}`, part]);
  }
  return undefined;
}
