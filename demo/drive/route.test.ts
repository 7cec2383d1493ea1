import { describe, expect, it } from 'vitest';
import { demoStore, stepsToDoor } from './route.ts';

const destination = { latitude: 35.66, longitude: 139.7 };
const parcel = { status: 'CREATED', destination, lastSeen: null } as const;
const statuses = (steps: readonly { status: string }[]) => steps.map(({ status }) => status);

describe('a drive', () => {
  it('leaves the store, comes nearer with every position, and ends at the door', () => {
    const steps = stepsToDoor(parcel);
    expect(statuses(steps)).toEqual(['PICKED_UP', ...Array(6).fill('OUT_FOR_DELIVERY'), 'DELIVERED']);
    expect(steps[0]).toMatchObject(demoStore);
    expect(steps.at(-1)).toMatchObject(destination);
    const left = steps.map(({ latitude, longitude }) =>
      Math.hypot(latitude - destination.latitude, longitude - destination.longitude),
    );
    expect(left).toEqual([...left].sort((a, b) => b - a));
  });

  it('goes on where it was interrupted', () => {
    const lastSeen = { latitude: 35.67, longitude: 139.73 };
    const onTheRoad = stepsToDoor({ ...parcel, status: 'OUT_FOR_DELIVERY', lastSeen });
    expect(statuses(onTheRoad)).toEqual([...Array(5).fill('OUT_FOR_DELIVERY'), 'DELIVERED']);
    expect(onTheRoad[0]!.longitude).toBeLessThan(lastSeen.longitude);
    expect(statuses(stepsToDoor({ ...parcel, status: 'PICKED_UP' }))[0]).toBe('OUT_FOR_DELIVERY');
  });

  it.each(['DELIVERED', 'DELIVERY_FAILED', 'RETURNED', 'CANCELLED'] as const)(
    'has nothing to do for %s',
    (status) => {
      expect(stepsToDoor({ ...parcel, status })).toEqual([]);
    },
  );
});
