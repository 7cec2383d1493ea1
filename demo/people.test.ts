import { isId } from '@depachika/ids/ids.ts';
import { postalCodes } from '@depachika/users/postal-codes/postal-codes.ts';
import { describe, expect, it } from 'vitest';
import { demoCustomers, demoPeople } from './people.ts';

describe('demo postal codes', () => {
  it('are at least 150, each once, in order', () => {
    const codes = postalCodes.map(({ code }) => code);
    expect(codes.length).toBeGreaterThanOrEqual(150);
    expect(codes).toEqual([...new Set(codes)].sort());
    for (const code of codes) expect(code).toMatch(/^\d{7}$/);
  });

  it('lie in central Tokyo', () => {
    for (const { town, latitude, longitude } of postalCodes) {
      expect(town).not.toBe('');
      expect(latitude).toBeGreaterThan(35.6);
      expect(latitude).toBeLessThan(35.75);
      expect(longitude).toBeGreaterThan(139.65);
      expect(longitude).toBeLessThan(139.86);
    }
  });
});

describe('demo people', () => {
  it('have ids, names and login names of their own', () => {
    expect(demoPeople.every(({ id }) => isId('usr', id))).toBe(true);
    expect(new Set(demoPeople.map(({ id }) => id)).size).toBe(43);
    expect(new Set(demoPeople.map(({ email }) => email)).size).toBe(43);
    expect(new Set(demoPeople.map(({ name }) => name)).size).toBe(43);
  });

  it('have an address at a known postal code when they buy', () => {
    const codes = new Set(postalCodes.map(({ code }) => code));
    expect(demoCustomers).toHaveLength(41);
    for (const { id, addresses } of demoCustomers) {
      expect(addresses.length).toBeGreaterThan(0);
      for (const address of addresses) {
        expect(address.ownerId).toBe(id);
        expect(codes).toContain(address.postalCode);
      }
    }
    const ids = demoCustomers.flatMap(({ addresses }) => addresses.map((address) => address.id));
    expect(new Set(ids).size).toBe(ids.length);
  });
});
