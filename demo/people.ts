import {
  DEMO_PASSWORD,
  FIRST_FURTHER_CUSTOMER,
  FURTHER_CUSTOMERS,
  furtherCustomer,
  TOUR_ACCOUNTS,
} from '@depachika/schema/demo-accounts.ts';
import { type PostalCode, postalCodes } from '@depachika/users/postal-codes/postal-codes.ts';
import { demoId } from './demo-id.ts';
import { type Random, seededRandom } from './random.ts';

/** Somebody with an account in the demo shop. Number 1 is the customer, 2 the staff, 3 the administrator of the tour. */
export interface DemoPerson {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly nameKana: string;
  /** Digits only. */
  readonly phone: string;
  readonly role: 'CUSTOMER' | 'STAFF' | 'ADMIN';
  readonly createdAt: Date;
  /** One or two for customers, the first is the usual one; none for those who work in the shop. */
  readonly addresses: readonly DemoAddress[];
}

/** Where a demo person has things delivered, with the fields that an order's own copy holds. */
export interface DemoAddress {
  readonly id: string;
  readonly ownerId: string;
  readonly recipientName: string;
  readonly recipientKana: string;
  /** Digits only. */
  readonly phone: string;
  /** Seven digits. */
  readonly postalCode: string;
  readonly prefecture: string;
  readonly municipality: string;
  readonly street: string;
  readonly building: string;
  /** Degrees, WGS 84; that of the postal code. */
  readonly point: { readonly latitude: number; readonly longitude: number };
}

/** The accounts of the tour, by what they may do. */
export const demoAccounts = {
  customer: { id: demoId('usr', 1), email: TOUR_ACCOUNTS.customer, password: DEMO_PASSWORD },
  staff: { id: demoId('usr', 2), email: TOUR_ACCOUNTS.staff, password: DEMO_PASSWORD },
  admin: { id: demoId('usr', 3), email: TOUR_ACCOUNTS.admin, password: DEMO_PASSWORD },
} as const;

const FAMILY_NAMES = [
  ['清水', 'シミズ'],
  ['佐藤', 'サトウ'],
  ['鈴木', 'スズキ'],
  ['高橋', 'タカハシ'],
  ['田中', 'タナカ'],
  ['伊藤', 'イトウ'],
  ['渡辺', 'ワタナベ'],
  ['山本', 'ヤマモト'],
  ['中村', 'ナカムラ'],
  ['小林', 'コバヤシ'],
  ['加藤', 'カトウ'],
  ['吉田', 'ヨシダ'],
  ['山田', 'ヤマダ'],
  ['佐々木', 'ササキ'],
  ['山口', 'ヤマグチ'],
  ['松本', 'マツモト'],
  ['井上', 'イノウエ'],
  ['木村', 'キムラ'],
  ['林', 'ハヤシ'],
  ['斎藤', 'サイトウ'],
] as const;

const GIVEN_NAMES = [
  ['花子', 'ハナコ'],
  ['太郎', 'タロウ'],
  ['結衣', 'ユイ'],
  ['大輔', 'ダイスケ'],
  ['美咲', 'ミサキ'],
  ['健一', 'ケンイチ'],
  ['陽子', 'ヨウコ'],
  ['翔太', 'ショウタ'],
  ['さくら', 'サクラ'],
  ['直樹', 'ナオキ'],
  ['恵', 'メグミ'],
  ['拓也', 'タクヤ'],
  ['由美', 'ユミ'],
  ['誠', 'マコト'],
  ['葵', 'アオイ'],
] as const;

const BUILDINGS = [
  '',
  '',
  '',
  '桜ハイツ',
  '日本橋レジデンス',
  '隅田コート',
  '富士見マンション',
  '若葉荘',
  '銀杏ビル',
];

/** Wards near the flagship, where most demo customers live. */
const NEAR_WARDS = ['中央区', '千代田区', '江東区', '港区', '台東区'];

/** All demo people by number: the three of the tour, then 40 customers. */
export const demoPeople: readonly DemoPerson[] = makePeople();

/** Those who buy: person 1 and the 40 further customers. Each has at least one address. */
export const demoCustomers: readonly DemoPerson[] = demoPeople.filter(({ role }) => role === 'CUSTOMER');

function makePeople(): DemoPerson[] {
  const random = seededRandom('people');
  const { customer, staff, admin } = demoAccounts;
  const customers = Array.from({ length: FURTHER_CUSTOMERS }, (_, index) =>
    makeFurtherCustomer(FIRST_FURTHER_CUSTOMER + index, random),
  );
  const people = [
    makePerson({ number: 1, email: customer.email, role: 'CUSTOMER', random }),
    makePerson({ number: 2, email: staff.email, role: 'STAFF', random }),
    makePerson({ number: 3, email: admin.email, role: 'ADMIN', random }),
    ...customers,
  ];
  let numbers = 0;
  return people.map((one) => ({ ...one, addresses: makeAddresses(one, random, () => ++numbers) }));
}

function makeFurtherCustomer(number: number, random: Random): PersonWithoutAddresses {
  return makePerson({ number, email: furtherCustomer(number), role: 'CUSTOMER', random });
}

type PersonWithoutAddresses = Omit<DemoPerson, 'addresses'>;

function makePerson(given: {
  readonly number: number;
  readonly email: string;
  readonly role: DemoPerson['role'];
  readonly random: Random;
}): PersonWithoutAddresses {
  const { number, email, role, random } = given;
  const [family, familyKana] = FAMILY_NAMES[number % FAMILY_NAMES.length]!;
  // 20 family and 15 given names repeat together after 60 people only.
  const [first, firstKana] = GIVEN_NAMES[(number - 1) % GIVEN_NAMES.length]!;
  return {
    id: demoId('usr', number),
    email,
    name: `${family} ${first}`,
    nameKana: `${familyKana} ${firstKana}`,
    phone: `090${String(random.integer(0, 99_999_999)).padStart(8, '0')}`,
    role,
    createdAt: new Date(Date.UTC(2026, 0, 5, 1, number)),
  };
}

function makeAddresses(
  owner: PersonWithoutAddresses,
  random: Random,
  nextNumber: () => number,
): DemoAddress[] {
  if (owner.role !== 'CUSTOMER') return [];
  const isOfTour = owner.id === demoAccounts.customer.id;
  const count = isOfTour || random.chance(0.25) ? 2 : 1;
  return Array.from({ length: count }, (_, index) => {
    const place = isOfTour && index === 0 ? flagshipPlace() : anyPlace(random);
    return makeAddress(owner, { id: demoId('adr', nextNumber()), place, random });
  });
}

function makeAddress(
  owner: PersonWithoutAddresses,
  { id, place, random }: { id: string; place: PostalCode; random: Random },
): DemoAddress {
  const block = [random.integer(1, 5), random.integer(1, 20), random.integer(1, 15)].join('-');
  const building = random.pick(BUILDINGS);
  return {
    id,
    ownerId: owner.id,
    recipientName: owner.name,
    recipientKana: owner.nameKana,
    phone: owner.phone,
    postalCode: place.code,
    prefecture: place.prefecture,
    municipality: place.municipality,
    street: `${place.town.replace(/[一二三四五]丁目$/, '')}${block}`,
    building: building && `${building} ${random.integer(1, 9)}0${random.integer(1, 8)}`,
    point: { latitude: place.latitude, longitude: place.longitude },
  };
}

/** Next door to the flagship, so that every demo zone and slot of the tour is there for the tour's customer. */
function flagshipPlace(): PostalCode {
  return postalCodes.find(({ code }) => code === '1030022')!;
}

function anyPlace(random: Random): PostalCode {
  const isNear = random.chance(0.8);
  return random.pick(postalCodes.filter((place) => NEAR_WARDS.includes(place.municipality) === isNear));
}
