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

  it('is one of two that ask for one object', () => {
    expect(text(deferred('{ ... @defer { a { b } } ... @defer { a { c } d } }')?.asked)).toBeUndefined();
    expect(text(deferred('{ x { ... @defer { b } } ... @defer { x { c } d } }')?.asked)).toBe(
      '{ x { ... @defer(label: "deferred0") { b } } ... { x { c } d } }',
    );
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
