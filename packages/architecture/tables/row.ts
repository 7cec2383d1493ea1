/** A part of the project, and what it may import. */
export interface Row {
  readonly part: string;
  /** Parts, or single files of a part. */
  readonly imports: readonly string[];
  /** Parts and files whose types alone may be imported. */
  readonly types?: readonly string[];
  /** Said when an import is refused. */
  readonly because: string;
}

export function packages(...names: string[]): string[] {
  return names.map((name) => `packages/${name}`);
}
