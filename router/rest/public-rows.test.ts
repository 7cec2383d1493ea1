import { readFileSync } from 'node:fs';
import { readRestApi } from '@depachika/schema/rest/rest-api.ts';
import { expect, it } from 'vitest';
import { readRouterConfig } from '../config.ts';
import { keptOperation } from '../execution/kept/answer-key.ts';
import { createOperations } from '../operation/operations.ts';
import { loadSupergraph } from '../operation/supergraph.ts';

it('The table calls public what the graph keeps for everybody, and nothing else', () => {
  const supergraph = loadSupergraph(
    readFileSync(new URL('../../schema/supergraph.graphql', import.meta.url), 'utf8'),
  );
  const limits = readRouterConfig({}).limits.operation;
  const operations = createOperations({ supergraph, limits, executor: 'own' });
  const { table, texts } = readRestApi();
  const isKept = (name: string) => {
    const read = operations.read(texts.get(name)!, { suggest: false });
    if (!('document' in read)) throw new AggregateError(read.errors);
    return keptOperation(operations.prepare(read.document, undefined)!) !== undefined;
  };
  const rows = table.filter(({ method, answer }) => method === 'GET' && answer.event === undefined);
  const kept = rows.filter(({ operation }) => isKept(operation)).map(({ id }) => id);
  expect(rows.filter(({ answer }) => answer.isPublic).map(({ id }) => id)).toEqual(kept);
});
