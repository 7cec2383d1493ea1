import { type FragmentDefinitionNode, type OperationDefinitionNode, parse, print } from 'graphql';
import { describe, expect, it } from 'vitest';
import type { OperationPart } from '../introspection.ts';
import { withPlannedConditions } from './planned-conditions.ts';

function partOf(text: string): OperationPart {
  const document = parse(text);
  const [operation, ...fragments] = document.definitions as [
    OperationDefinitionNode,
    ...FragmentDefinitionNode[],
  ];
  return {
    document,
    operation,
    fragments: Object.fromEntries(fragments.map((fragment) => [fragment.name.value, fragment])),
  };
}

const printed = (text: string) =>
  print(withPlannedConditions(partOf(text)).document)
    .replace(/\s+/g, ' ')
    .trim();

describe('what is planned of conditions', () => {
  it.each([
    ['{ a { b @include(if: $v) } }', '{ a { __typename b @include(if: $v) } }'],
    [
      '{ a { ... on T { b @skip(if: $v) } ...F } } fragment F on T { c @include(if: $v) }',
      '{ a { __typename ... on T { b @skip(if: $v) } ...F } } fragment F on T { c @include(if: $v) }',
    ],
  ])('always wants something of an object: %s', (text, expected) => {
    expect(printed(text)).toBe(expected);
  });

  it.each([
    ['{ a { b @skip(if: true) c } }', '{ a { c } }'],
    ['{ a { b @include(if: false) { d } } }', '{ a { __typename } }'],
    ['{ a @skip(if: true) { b } ... @include(if: false) { d } }', '{ __typename }'],
  ])('never asks for what a literal leaves out: %s', (text, expected) => {
    expect(printed(text)).toBe(expected);
  });

  it.each([
    '{ a { b c @include(if: $v) } }',
    '{ a @include(if: $v) { b } }',
    '{ a { b @skip(if: false) c @include(if: true) } }',
  ])('lets be what needs nothing of it: %s', (text) => {
    const part = partOf(text);
    expect(withPlannedConditions(part)).toBe(part);
  });
});
