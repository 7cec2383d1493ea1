import { describe, expect, it } from 'vitest';
import { composed, withoutRequiredArguments } from '../../testing/differential/foreign-graph.ts';
import { MUSEUM } from '../../testing/differential/museum.ts';
import { loadSupergraph } from '../supergraph.ts';

describe('stand-ins', () => {
  it('are for the subgraphs that answer a field which is required with arguments, and for those that require it', () => {
    const { standIns } = loadSupergraph(composed(MUSEUM));
    expect(standIns?.graphs).toEqual(new Set(['COLLECTION', 'LOANS']));
  });

  it('are not there where nobody requires a field with arguments', () => {
    expect(loadSupergraph(composed(withoutRequiredArguments(MUSEUM))).standIns).toBeUndefined();
  });
});
