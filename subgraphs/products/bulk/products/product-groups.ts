import { bulkMessages as messages } from '../../messages/bulk.ts';
import type { LineReader } from '../line-problem.ts';

/** Lines of one product. */
export interface ProductGroup {
  /** Undefined where it is a new one. */
  readonly productId: string | undefined;
  readonly lines: LineReader[];
}

/** What is known of the lines of a batch. */
export interface Owners {
  /** The product of an article number. */
  readonly skus: ReadonlyMap<string, string>;
  /** The product of an address, also of one that it had. */
  readonly slugs: ReadonlyMap<string, string>;
}

/**
 * Puts lines together that are about one product: those under one address, one after the other, and where no address is
 * said those whose article numbers are the same product's. A new article number without an address is a product of its own.
 */
export function groupLines(lines: readonly LineReader[], owners: Owners): ProductGroup[] {
  const groups: ProductGroup[] = [];
  const known = new Map<string, ProductGroup>();
  for (const run of runsOf(lines)) {
    const slug = slugOf(run[0]!);
    const productId = productOf(run, owners);
    const before = productId === undefined ? undefined : known.get(productId);
    if (before) {
      if (slug !== '') for (const line of run) line.refuse('slug', messages.allowed.oneGroup);
      before.lines.push(...run);
      continue;
    }
    const group = { productId, lines: run };
    groups.push(group);
    if (productId !== undefined) known.set(productId, group);
  }
  return groups;
}

/** The address that a line says, empty where it says none. */
export function slugOf(line: LineReader): string {
  return line.text('slug')?.trim() ?? '';
}

function runsOf(lines: readonly LineReader[]): LineReader[][] {
  const runs: LineReader[][] = [];
  for (const line of lines) {
    const last = runs.at(-1);
    const slug = slugOf(line);
    if (last && slug !== '' && slugOf(last[0]!) === slug) last.push(line);
    else runs.push([line]);
  }
  return runs;
}

function productOf(run: readonly LineReader[], { skus, slugs }: Owners): string | undefined {
  const products = run.map((line) => skus.get(line.text('sku')!));
  const first = products.find((product) => product !== undefined);
  for (const [index, product] of products.entries())
    if (product !== undefined && product !== first) run[index]!.refuse('sku', messages.allowed.sameProduct);
  return first ?? slugs.get(slugOf(run[0]!));
}
