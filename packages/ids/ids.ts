import { typeidUnboxed } from 'typeid-js';

/**
 * A new opaque id: a prefix that names the kind and a UUIDv7 in base32, so that ids sort by creation time.
 * Source: TypeID 0.3 and RFC 9562, section 5.7.
 */
export function newId<P extends IdPrefix>(prefix: P): string {
  return typeidUnboxed(prefix);
}

/** True when `id` has the form of an id of this kind; says nothing of its existence. */
export function isId(prefix: IdPrefix, id: string): boolean {
  return id.startsWith(`${prefix}_`) && /^[0-7][0-9a-hjkmnp-tv-z]{25}$/.test(id.slice(prefix.length + 1));
}

/** Every kind of thing that has an id of ours. */
export type IdPrefix =
  | 'usr'
  | 'adr'
  | 'ses'
  | 'prd'
  | 'var'
  | 'cat'
  | 'brd'
  | 'col'
  | 'crt'
  | 'cli'
  | 'quo'
  | 'ord'
  | 'orl'
  | 'pay'
  | 'pym'
  | 'ref'
  | 'slp'
  | 'ptx'
  | 'lot'
  | 'loc'
  | 'lvl'
  | 'res'
  | 'mov'
  | 'zon'
  | 'slt'
  | 'hld'
  | 'shp'
  | 'trk'
  | 'chg'
  | 'syn'
  | 'mai'
  | 'evt'
  | 'pic'
  | 'upl'
  | 'req';
