import { anonymous, type Caller } from '@depachika/identity/caller.ts';
import { type OperationDefinitionNode, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { callerOf } from './arrival-stages.ts';

const operationOf = (text: string) => ({
  operation: parse(text).definitions[0] as OperationDefinitionNode,
});
const address = '2001:db8:1:2:3:4:5:6';

describe('who runs an operation', () => {
  it('is told by the network when somebody unknown changes something', () => {
    const caller = callerOf({ caller: anonymous, address }, operationOf('mutation { login }'));
    expect(caller).toEqual({ kind: 'anonymous', network: '2001:db8:1:2' });
  });

  it.each(['{ me }', 'subscription { orders }'])('is anybody when nothing is changed: %s', (text) => {
    expect(callerOf({ caller: anonymous, address }, operationOf(text))).toBe(anonymous);
  });

  it('is the person with a good token, as they arrived', () => {
    const caller: Caller = { kind: 'user', userId: 'u', sessionId: 's', roles: [], scopes: [], network: 'n' };
    expect(callerOf({ caller, address }, operationOf('mutation { login }'))).toBe(caller);
  });
});
