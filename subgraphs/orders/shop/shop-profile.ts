/** Who the shop is, as its operator tells it; what is not told is undefined. */
export interface ShopProfile {
  readonly nameJa: string;
  readonly nameEn: string;
  readonly sellerJa: string | undefined;
  readonly sellerEn: string | undefined;
  readonly managerJa: string | undefined;
  readonly managerEn: string | undefined;
  readonly addressJa: string | undefined;
  readonly addressEn: string | undefined;
  /** Digits and hyphens. */
  readonly phone: string | undefined;
  readonly email: string | undefined;
  readonly hoursJa: string | undefined;
  readonly hoursEn: string | undefined;
  /** `T` and 13 digits. */
  readonly invoiceNumber: string | undefined;
}

/** The shop as the graph shows it: who it is, and the terms that its orders keep. */
export interface ShopTerms extends ShopProfile {
  readonly id: string;
  readonly returnDays: number;
  readonly retryMinutes: number;
}

/** Which setting tells which fact, and what the demo shop says. */
const FACTS = {
  nameJa: { variable: 'SHOP_NAME_JA', demo: 'デパチカ' },
  nameEn: { variable: 'SHOP_NAME_EN', demo: 'Depachika' },
  sellerJa: { variable: 'SHOP_SELLER_JA', demo: '株式会社デパチカ（見本）' },
  sellerEn: { variable: 'SHOP_SELLER_EN', demo: 'Depachika Co., Ltd. (sample)' },
  managerJa: { variable: 'SHOP_MANAGER_JA', demo: '見本 花子' },
  managerEn: { variable: 'SHOP_MANAGER_EN', demo: 'Hanako Mihon' },
  addressJa: { variable: 'SHOP_ADDRESS_JA', demo: '〒103-0000 東京都中央区日本橋見本町1-2-3' },
  addressEn: { variable: 'SHOP_ADDRESS_EN', demo: '1-2-3 Nihombashi Mihoncho, Chuo-ku, Tokyo 103-0000' },
  phone: { variable: 'SHOP_PHONE', demo: '03-0000-0000' },
  email: { variable: 'SHOP_EMAIL', demo: 'shop@depachika.example' },
  hoursJa: { variable: 'SHOP_HOURS_JA', demo: '10時〜19時（1月1日を除く）' },
  hoursEn: { variable: 'SHOP_HOURS_EN', demo: '10:00–19:00, except on 1 January' },
  invoiceNumber: { variable: 'SHOP_INVOICE_NUMBER', demo: 'T0000000000000' },
} as const satisfies Readonly<Record<keyof ShopProfile, { variable: string; demo: string }>>;

const FORMS: Partial<Record<keyof ShopProfile, { readonly form: RegExp; readonly holds: string }>> = {
  phone: { form: /^\+?[0-9][0-9-]{8,18}$/, holds: 'a phone number: digits and hyphens' },
  email: { form: /^[^<>@\s]+@[^<>@\s]+$/, holds: 'a mail address' },
  invoiceNumber: {
    form: /^T[0-9]{13}$/,
    holds: 'a registration number of qualified invoices: T and 13 digits',
  },
};

/** The longest text of one fact, in characters. */
const LONGEST = 300;

/**
 * Reads who the shop is. Outside production, what is not told is that of the demo shop; in production it stays untold, but for
 * the names. Throws naming the variable and what it should hold.
 */
export function readShopProfile(env: NodeJS.ProcessEnv): ShopProfile {
  const isProduction = env.NODE_ENV === 'production';
  const facts = (Object.keys(FACTS) as (keyof ShopProfile)[]).map((fact) => {
    const { variable, demo } = FACTS[fact];
    const isName = fact === 'nameJa' || fact === 'nameEn';
    const told = env[variable]?.trim() || (isProduction && !isName ? undefined : demo);
    if (told !== undefined) check(variable, fact, told);
    return [fact, told] as const;
  });
  return Object.fromEntries(facts) as unknown as ShopProfile;
}

/** Settings of facts that nobody has told: 特定商取引法 asks a shop in Japan for them. */
export function untoldSettings(profile: ShopProfile): string[] {
  return (Object.keys(FACTS) as (keyof ShopProfile)[])
    .filter((fact) => profile[fact] === undefined)
    .map((fact) => FACTS[fact].variable);
}

function check(variable: string, fact: keyof ShopProfile, text: string): void {
  const wanted = FORMS[fact];
  if (wanted && !wanted.form.test(text)) throw new Error(`${variable} must hold ${wanted.holds}`);
  if (text.length > LONGEST || /[\r\n]/.test(text))
    throw new Error(`${variable} must hold one line of at most ${LONGEST} characters`);
}
