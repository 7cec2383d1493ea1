/** A statement as `pg` takes it: one with a name is parsed and planned once per connection. */
export interface NamedStatement {
  readonly name?: string;
  readonly text: string;
  readonly values: unknown[];
}

export type NameStatement = (text: string, values: readonly unknown[] | undefined) => NamedStatement;

/** Texts that a service really repeats are fewer; what is put together anew each time must not fill the server. */
const MAX_NAMES = 500;

/** Names texts with parameters in the order of their coming; the rest, and everything after the limit, has none. */
export function namedStatements(): NameStatement {
  const names = new Map<string, string>();
  return (text, values) => {
    if (!values || values.length === 0) return unnamed(text, values);
    let name = names.get(text);
    if (name === undefined && names.size < MAX_NAMES) {
      name = `depachika_${names.size + 1}`;
      names.set(text, name);
    }
    return name === undefined ? unnamed(text, values) : { name, text, values: values as unknown[] };
  };
}

/** For sessions that are shared with others, whose names would clash: the embedded database, PgBouncer. */
export function unnamed(text: string, values: readonly unknown[] | undefined): NamedStatement {
  return { text, values: (values ?? []) as unknown[] };
}
