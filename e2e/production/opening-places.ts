import { newId } from '@depachika/ids/ids.ts';

/**
 * SQL of a store and of the zone around it: what a shop stands on, and what its operator writes into the database, since
 * the graph changes places but makes none. The zone holds Nihonbashi, where the addresses of tests are.
 */
export function openingPlaces(): string[] {
  return [
    `INSERT INTO inventory.locations (id, code, name_ja, name_en, position)
       VALUES ('${newId('loc')}', 'HONTEN', '本店', 'Main store', 1)`,
    `INSERT INTO delivery.zones (id, code, name_ja, name_en, precedence, fee_yen, same_day, cut_off_minutes,
       slot_capacity, outline)
     VALUES ('${newId('zon')}', 'NIHONBASHI', '日本橋', 'Nihonbashi', 1, 330, true, 60, 20,
       public.ST_Multi(public.ST_MakeEnvelope(139.76, 35.67, 139.79, 35.7, 4326)))`,
  ];
}
