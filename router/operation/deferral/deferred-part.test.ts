import { type OperationDefinitionNode, parse, print } from 'graphql';
import { describe, expect, it } from 'vitest';
import type { OperationPart } from '../introspection.ts';
import { deferredPart, withAnchors } from './deferred-part.ts';

function partOf(text: string): OperationPart {
  const document = parse(text);
  const [operation, ...fragments] = document.definitions;
  return {
    document,
    operation: operation as OperationDefinitionNode,
    fragments: Object.fromEntries(
      fragments.map((each) => [(each as { name: { value: string } }).name.value, each]),
    ) as OperationPart['fragments'],
  };
}

const deferred = (text: string, holds = true) => deferredPart(partOf(text), () => holds);
const text = (part: OperationPart | undefined) => part && print(part.document).replace(/\s+/g, ' ').trim();

describe('what an operation defers', () => {
  it('has a label of its own at each place where a fragment is spread', () => {
    const part = deferred(
      '{ a { ...F @defer(label: "x") } b { ...F } } fragment F on T { c ... @defer { d } }',
    );
    expect(text(part?.asked)).toBe(
      '{ a { ... on T @defer(label: "deferred0") { c ... @defer(label: "deferred1") { d } } } ' +
        'b { ... on T { c ... @defer(label: "deferred2") { d } } } }',
    );
    expect([...part!.labels]).toEqual([
      ['deferred0', 'x'],
      ['deferred1', undefined],
      ['deferred2', undefined],
    ]);
  });

  it.each([
    ['nothing', '{ a }'],
    ['what has if: false', '{ a { ... @defer(if: false) { b } } }'],
    ['what has a variable that is false', 'query ($v: Boolean) { a { ... @defer(if: $v) { b } } }'],
    [
      'more than twenty',
      `{ ${Array.from({ length: 21 }, (_, index) => `... @defer { f${index} }`).join(' ')} }`,
    ],
    ['an object that is asked for at once', '{ a { b } ... @defer { a { c } } }'],
    ['the same, by the name that it has in the answer', '{ a: x { b } ... @defer { a: x { c } } }'],
    ['the same, within a list', '{ list { a { b } ... @defer { a { c } } } }'],
  ])('is not %s', (_, query) => {
    expect(deferred(query, false)).toBeUndefined();
  });

  it.each([
    [
      'of an object that is asked for at once',
      '{ a { b } ... on T @include(if: true) @defer { a { c } d } }',
      '{ a { b } ... on T @include(if: true) @defer(label: "deferred0") { d } ... on T @include(if: true) { a { c } } }',
    ],
    [
      'of an object for which two parts ask',
      '{ ... @defer { a { b } e } ... @defer { ... on T { a { c } } d } }',
      '{ ... @defer(label: "deferred0") { e } ... { a { b } } ... @defer(label: "deferred1") { d } ... { ... on T { a { c } } } }',
    ],
    [
      'of what the part around it asks for',
      '{ ... @defer { a { b } ... @defer { a { c } d } } }',
      '{ ... @defer(label: "deferred0") { a { b } ... @defer(label: "deferred1") { d } ... { a { c } } } }',
    ],
    [
      'which then asks for what stands below',
      '{ x { ... @defer { b } } ... @defer { x { c } d } }',
      '{ x { ... @defer(label: "deferred0") { b } } ... @defer(label: "deferred1") { d } ... { x { c } } }',
    ],
  ])('is the rest without what it asks further %s', (_, query, expected) => {
    expect(text(deferred(query)?.asked)).toBe(expected);
  });

  it('may ask again for a value', () => {
    expect(text(deferred('{ a b { c } ... @defer { a } }')?.asked)).toBe(
      '{ a b { c } ... @defer(label: "deferred0") { a } }',
    );
  });

  it('leaves something to be planned at once of each object', () => {
    expect(text(withAnchors(deferred('{ ... @defer { a } b { ... @defer { c } } }')!.asked))).toBe(
      '{ ... @defer(label: "deferred0") { a } b { __typename ... @defer(label: "deferred1") { c } } }',
    );
  });
});
