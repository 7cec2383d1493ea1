/** An operation that this front end sends: its text, and what goes in and comes back. */
export interface TypedOperation<Data, Variables> {
  readonly name: string;
  readonly query: string;
  /** Never there: carries the types. */
  readonly types?: (variables: Variables) => Data;
}
