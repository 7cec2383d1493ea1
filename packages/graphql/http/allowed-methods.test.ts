import { describe, expect, it } from 'vitest';
import { allowedMethods } from './allowed-methods.ts';

const REGISTERED = new Map([
  ['/graphql', new Set(['POST', 'GET'])],
  ['/images/*', new Set(['GET'])],
  ['/images/upload', new Set(['PUT'])],
]);

describe('the methods of an address', () => {
  it.each([
    ['/graphql', ['GET', 'POST']],
    ['/images/prd_1.svg', ['GET']],
    ['/images/upload', ['GET', 'PUT']],
    ['/graphql/', []],
    ['/graph', []],
    ['/', []],
  ])('of %s are those of its routes', (path, methods) => {
    expect(allowedMethods(REGISTERED, path)).toEqual(methods);
  });
});
