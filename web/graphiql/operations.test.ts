import { readFileSync } from 'node:fs';
import { apiSchemaOf } from '@depachika/schema/compose.ts';
import { parse, validate } from 'graphql';
import { expect, it } from 'vitest';
import { OPERATIONS } from './operations.js';

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
