import { describe, expect, it } from 'vitest';
import { type ClusterDurability, lossOf } from './kafka-durability.ts';

const safe: ClusterDurability = {
  offsetsRetentionMinutes: 2_147_483_647,
  uncleanElection: false,
  copies: { 'depachika.orders.v1': 3, __consumer_offsets: 3 },
};

describe('a cluster', () => {
  it('that keeps everything in as many copies as wanted loses nothing', () => {
    expect(lossOf(safe, { replicas: 3 })).toBeUndefined();
    expect(lossOf({ ...safe, copies: {} }, { replicas: 3 })).toBeUndefined();
  });

  it.each([
    [
      'forgets groups after a week, as brokers do unless told',
      { offsetsRetentionMinutes: 10_080 },
      'offsets.retention.minutes',
    ],
    ['may follow a broker that is behind', { uncleanElection: true }, 'unclean.leader.election.enable'],
    [
      'has fewer copies of a topic',
      { copies: { ...safe.copies, 'depachika.orders.v1': 1 } },
      'keep 1 of the 3 copies',
    ],
    [
      'has fewer copies of the places of groups',
      { copies: { ...safe.copies, __consumer_offsets: 1 } },
      '__consumer_offsets',
    ],
  ])('that %s is told what to change', (_, wrong, advice) => {
    expect(lossOf({ ...safe, ...wrong }, { replicas: 3 })).toContain(advice);
  });
});
