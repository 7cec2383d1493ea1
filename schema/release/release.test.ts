import { describe, expect, it } from 'vitest';
import { isBreaking, schemaChanges, trustedOperations } from '../check.ts';
import { apiSchemaOf, composeSupergraph } from '../compose.ts';
import { breakProblems } from './accepted-breaks.ts';
import { acceptedBreaks, releasedGraph } from './released-graph.ts';

describe('the graph that was released', () => {
  it('is broken by the one of now only where that was decided on', async () => {
    const now = apiSchemaOf(composeSupergraph());
    const changes = await schemaChanges(releasedGraph(), now, trustedOperations());
    const breaking = changes.filter(isBreaking).map(({ message }) => message);
    expect(breakProblems(breaking, acceptedBreaks()), 'see CONTRIBUTING.md').toEqual({
      unlisted: [],
      ended: [],
    });
  });

  it('may be broken only for a reason', () => {
    for (const { reason, changes } of acceptedBreaks()) {
      expect(reason).toMatch(/^[A-Z].{20,}\.$/);
      expect(changes.length, reason).toBeGreaterThan(0);
    }
  });
});

describe('an accepted break', () => {
  const accepted = [{ reason: 'Nobody asked for it.', changes: ['a', 'b'] }];

  it('lets exactly what it names break', () => {
    expect(breakProblems(['a', 'b'], accepted)).toEqual({ unlisted: [], ended: [] });
    expect(breakProblems(['a', 'b', 'c'], accepted)).toEqual({ unlisted: ['c'], ended: [] });
  });

  it('is a problem once it breaks nothing any more', () => {
    expect(breakProblems(['a'], accepted)).toEqual({ unlisted: [], ended: ['b'] });
  });
});
