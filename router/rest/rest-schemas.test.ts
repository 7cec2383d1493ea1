import { readRestApi } from '@depachika/schema/rest/rest-api.ts';
import { describe, expect, it } from 'vitest';
import { restSchemas } from './rest-schemas.ts';

// A router makes code of a schema with the first request that needs it: here all of the shop's are made.

describe("the shop's own document", () => {
  const { table, document } = readRestApi();
  const schemas = restSchemas(document);

  it.each(table.map((row) => [row.id, row] as const))(
    'has schemas that can be checked by, of %s',
    (_, row) => {
      const { parameters, body, check } = schemas.requestOf(row);
      for (const parameter of parameters) expect(check(parameter, NOBODY_TAKES)).toBeTypeOf('string');
      if (!body) return;
      expect(body.check(NOBODY_TAKES)).not.toEqual([]);
      // A large one is checked by code of its own.
      expect(body.check(Array(2_000).fill(0))).not.toEqual([]);
    },
  );
});

const NOBODY_TAKES = Symbol.iterator;
