import { readFileSync } from 'node:fs';
import { apiSchemaOf } from '@depachika/schema/compose.ts';
import { parse, validate } from 'graphql';
import { expect, it } from 'vitest';
import { LATEST } from './account-bar.js';
import { followOf, OPERATIONS } from './operations.js';

const SUPERGRAPH = new URL('../../schema/supergraph.graphql', import.meta.url);
const schema = apiSchemaOf(readFileSync(SUPERGRAPH, 'utf8'));

it('the explorer opens with three operations that the graph knows', () => {
  expect(OPERATIONS).toHaveLength(3);
  for (const { query } of OPERATIONS) expect(validate(schema, parse(query))).toEqual([]);
});

it('each says what it is for, in lines that its editor shows whole', () => {
  for (const { query } of OPERATIONS) {
    expect(query).toMatch(/^# /);
    expect(Math.max(...query.split('\n').map((line) => line.length))).toBeLessThanOrEqual(46);
  }
});

it('the latest order is found and followed by one click, by operations that the graph knows', () => {
  const follow = followOf('ord_01m7t2sm10feg93qg0000000fk');
  expect(validate(schema, parse(follow))).toEqual([]);
  expect(follow).toContain('$id: ID! = "ord_01m7t2sm10feg93qg0000000fk"');
  expect(Math.max(...follow.split('\n').map((line) => line.length))).toBeLessThanOrEqual(46);
  expect(validate(schema, parse(LATEST))).toEqual([]);
});
