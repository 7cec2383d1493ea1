import { inputs } from '../browse.ts';
import type { ShopProcess } from '../shop-process.ts';
import { type BenchRow, median } from '../table.ts';
import type { Attack } from './attack.ts';
import { callerAt } from './caller.ts';
import { SOCKET_ATTACKS } from './socket-attacks.ts';
import { textAttacks } from './text-attacks.ts';

/** No attack may take more of the shop's CPU. */
const GOAL_MS = 50;
/** Attackers and the other caller are at different addresses, as they would be. */
const ATTACKER = '127.0.0.1';
const OTHER_CALLER = '127.0.0.2';
const LISTINGS = 100;

/** The shop's CPU for each attack, and how long somebody else waits for a listing while it runs. */
export async function benchAttacks(shop: ShopProcess): Promise<BenchRow[]> {
  const other = await otherCaller(shop);
  const rows: BenchRow[] = [];
  for (const attack of [
    ...textAttacks(callerAt(ATTACKER, shop.url)),
    // What one of them is allowed shall not be used up by another.
    ...SOCKET_ATTACKS.map((make, index) => make(shop.url, `127.0.1.${index + 1}`)),
  ])
    rows.push(...(await measured(attack, { shop, other })));
  return rows;
}

interface OtherCaller {
  /** How long a listing takes, ms. */
  listing(): Promise<number>;
}

async function measured(
  attack: Attack,
  { shop, other }: { readonly shop: ShopProcess; readonly other: OtherCaller },
): Promise<BenchRow[]> {
  const cpuMs = await cpuOfEach(attack, shop);
  const alone = await listings(other, () => true);
  const running = repeated(attack);
  let isRunning = true;
  const ended = running.finally(() => (isRunning = false));
  const meanwhile = await listings(other, () => isRunning);
  const said = await ended;
  await attack.end?.();
  return [
    {
      name: `${attack.name}: ${said}`,
      value: cpuMs,
      unit: 'ms of CPU each',
      comparedTo: `goal: ${GOAL_MS}`,
      ratio: cpuMs / GOAL_MS,
    },
    {
      name: 'Listing of another caller meanwhile, median',
      value: median(meanwhile),
      unit: `ms (of ${meanwhile.length}, the longest ${Math.max(...meanwhile).toFixed(0)})`,
      comparedTo: `alone: ${median(alone).toFixed(1)} (the longest ${Math.max(...alone).toFixed(0)})`,
      ratio: median(meanwhile) / median(alone),
    },
  ];
}

async function cpuOfEach(attack: Attack, shop: ShopProcess): Promise<number> {
  const before = await shop.cpuSeconds();
  await repeated(attack);
  const used = (await shop.cpuSeconds()) - before;
  await attack.end?.();
  return (used * 1000) / attack.times;
}

/** @returns every different answer, with how often it came */
async function repeated({ once, times }: Attack): Promise<string> {
  const answers = new Map<string, number>();
  for (let index = 0; index < times; index += 1) {
    const answer = await once();
    answers.set(answer, (answers.get(answer) ?? 0) + 1);
  }
  return [...answers].map(([answer, count]) => `${count} × ${answer}`).join(', ');
}

/** One after the other, for as long as is wanted and {@link LISTINGS} at most. */
async function listings({ listing }: OtherCaller, isWanted: () => boolean): Promise<number[]> {
  const tookMs = [await listing()];
  while (tookMs.length < LISTINGS && isWanted()) tookMs.push(await listing());
  return tookMs;
}

async function otherCaller(shop: ShopProcess): Promise<OtherCaller> {
  const { categoryIds } = await inputs(shop.url);
  const ask = callerAt(OTHER_CALLER, shop.url);
  let asked = 0;
  return {
    async listing() {
      asked += 1;
      const variables = { categoryId: categoryIds[asked % categoryIds.length] };
      const began = performance.now();
      const answer = await ask({ query: LISTING, variables });
      const tookMs = performance.now() - began;
      if (answer.errors) throw new Error(`Another caller was refused: ${JSON.stringify(answer.errors)}`);
      return tookMs;
    },
  };
}

const LISTING = `query Listing($categoryId: ID) { products(first: 20, categoryId: $categoryId) {
  nodes { id nameJa minPriceYen variants { id priceYen stock { available status } } } } }`;
