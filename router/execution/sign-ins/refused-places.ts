import { anonymous, type Caller } from '@depachika/identity/caller.ts';
import { type GraphQLOutputType, getNamedType, getNullableType, isListType } from 'graphql';
import { type AccessRules, refusedAccess } from '../../operation/access-rules.ts';
import { type PublicError, withoutStatus } from '../../operation/public-errors.ts';
import type { ObjectShape, ShapedField } from '../answer/answer-shape.ts';
import { type AnsweredObject, isObject } from '../plan/merge-answer.ts';
import type { Gathered } from '../plan/subgraph-answers.ts';
import type { SignIns } from './signed-in.ts';

/**
 * Takes out of an answer what the one who asks for it in its place may not read: below a sign-in that is who was signed in,
 * whom nobody knew when the request was admitted. What is taken out is null with an error.
 */
export function refusePlaces(
  shape: ObjectShape,
  { data, failures }: Gathered,
  { caller, rules, signIns }: RefusePlacesOptions,
): void {
  judge(shape, data, caller);

  function follow({ type, below }: FieldWithMore, value: unknown, above: Caller): void {
    const nullable = getNullableType(type);
    if (isListType(nullable)) {
      if (Array.isArray(value))
        for (const item of value) follow({ type: nullable.ofType, below }, item, above);
    } else if (isObject(value) && !Array.isArray(value)) judge(below, value, above);
  }

  function judge(of: ObjectShape, object: AnsweredObject, above: Caller): void {
    const asker = signIns.askerOf(object);
    const here = asker ? (asker.scope?.caller ?? anonymous) : above;
    const typename = object.__typename;
    const shaped = of.of(typeof typename === 'string' ? typename : undefined);
    for (const field of shaped?.fields ?? []) {
      const refused = refusalOf(shaped!.type.name, field, here);
      if (refused) leaveOut(object, field, refused);
      else if (field.below) follow({ type: field.type, below: field.below }, object[field.from], here);
    }
  }

  function refusalOf(typeName: string, { name, type }: ShapedField, asker: Caller): PublicError | undefined {
    if (name.startsWith('__')) return undefined;
    const requirements = [...rules.ofField(typeName, name), ...rules.ofType(getNamedType(type).name)];
    for (const requirement of requirements) {
      const refused = refusedAccess(requirement, asker);
      if (refused) return refused;
    }
    return undefined;
  }

  function leaveOut(object: AnsweredObject, { from }: ShapedField, error: PublicError): void {
    failures.add(object, [from], { error: withoutStatus(error), serviceName: undefined });
    object[from] = undefined;
  }
}

interface FieldWithMore {
  readonly type: GraphQLOutputType;
  readonly below: ObjectShape;
}

export interface RefusePlacesOptions {
  /** Of the whole operation. */
  readonly caller: Caller;
  readonly rules: AccessRules;
  readonly signIns: SignIns;
}
