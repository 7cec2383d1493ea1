import type { ASTVisitor, FloatValueNode, IntValueNode, ValidationContext } from 'graphql';
import { codedError } from './errors.ts';

/** GraphQL's grammar allows `1e400`, which is no number in JavaScript, in JSON and in a database. */
export function finiteNumberRule(context: ValidationContext): ASTVisitor {
  const refuseInfinite = (node: IntValueNode | FloatValueNode) => {
    if (!Number.isFinite(Number(node.value)))
      context.reportError(codedError('BAD_USER_INPUT', 'The number is too large', {}, node));
  };
  return { IntValue: refuseInfinite, FloatValue: refuseInfinite };
}
