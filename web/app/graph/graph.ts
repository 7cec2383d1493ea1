import { createContext } from 'react-router';
import type { TypedOperation } from './typed-operation.ts';

/** The graph, asked as the visitor of this page. */
export interface Graph {
  /**
   * @returns what is known: a part whose domain is away is null
   * @throws `GraphFailed` when there is no answer at all
   */
  ask<Data, Variables>(operation: TypedOperation<Data, Variables>, variables: Variables): Promise<Data>;
  /**
   * For pages of one thing: null is the word that there is none.
   * @param thing the part of the answer that the page is of; without it, each part is needed
   * @throws `GraphFailed` also when the thing itself is not known, since its domain is away
   */
  askWhole<Data, Variables>(
    operation: TypedOperation<Data, Variables>,
    variables: Variables,
    thing?: keyof Data & string,
  ): Promise<Data>;
}

export const graphOfVisit = createContext<Graph>();

/** The graph refused, or could not answer. */
export class GraphFailed extends Error {
  override readonly name = 'GraphFailed';
  /** `extensions.code` of its first error. */
  readonly code: string;
  /** HTTP's: 429, 503 … */
  readonly status: number;

  constructor(options: { readonly code: string; readonly status: number; readonly message: string }) {
    super(options.message);
    this.code = options.code;
    this.status = options.status;
  }
}
