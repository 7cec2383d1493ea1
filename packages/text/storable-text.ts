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
