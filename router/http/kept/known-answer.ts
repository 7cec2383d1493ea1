import type { FoundAnswer } from '../../execution/kept/kept-answers.ts';
import type { PreparedOperation } from '../../operation/operations.ts';
import type { Variables } from '../../operation/variables.ts';

/** A public answer that was found, and for which operation. */
export interface KnownAnswer {
  readonly found: FoundAnswer;
  readonly prepared: PreparedOperation;
  readonly variables: Variables;
}
