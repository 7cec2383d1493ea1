import {
  anyInvalid,
  type InvalidField,
  type InvalidInput,
  invalidInput,
} from '@depachika/domain/problems.ts';
import { allowed } from '@depachika/messages/shared/shared-messages.ts';
import { readParagraphs } from '@depachika/text/text.ts';
import { messages } from '../messages/messages.ts';

/** Why goods that left did not stay with the customer. */
export type GoodsCause = 'RETURNED' | 'LOST' | 'DAMAGED';

/** Pieces of an order from one level, and what became of them; null until that is decided. */
export interface ReturnedGoods {
  readonly orderId: string;
  readonly levelId: string;
  readonly variantId: string;
  readonly cause: GoodsCause;
  readonly quantity: number;
  readonly restocked: number | null;
  readonly writtenOff: number | null;
  readonly openedAt: Date;
  readonly decidedAt: Date | null;
  readonly decidedBy: string | null;
  readonly note: string;
}

/** What staff say of the pieces of one variant. */
export interface GoodsLine {
  readonly variantId: string;
  readonly restock: number;
  readonly writeOff: number;
}

/** What becomes of the pieces of one level. */
export interface DecidedGoods {
  readonly levelId: string;
  readonly restocked: number;
  readonly writtenOff: number;
}

/** Another decision was made before: it stands. */
export interface GoodsDecided {
  readonly kind: 'goodsDecided';
  readonly variantId: string;
  readonly restocked: number;
  readonly writtenOff: number;
}

export type GoodsDecision =
  | { readonly kind: 'decided'; readonly goods: readonly DecidedGoods[] }
  | GoodsDecided
  | InvalidInput;

export const MAX_GOODS_LINES = 100;
const NOTE = { min: 0, max: 200 };

/** @returns the note as it is kept, or what is wrong with the input whatever the order */
export function checkGoods(
  lines: readonly GoodsLine[],
  note: string,
): { readonly kind: 'checked'; readonly note: string } | InvalidInput {
  const kept = readParagraphs(note, NOTE);
  const wrongNote = kept === undefined ? [{ field: 'note', allowed: allowed.paragraphs(NOTE) }] : [];
  return anyInvalid([...wrongLines(lines), ...wrongNote]) ?? { kind: 'checked', note: kept! };
}

function wrongLines(lines: readonly GoodsLine[]): InvalidField[] {
  if (lines.length < 1 || lines.length > MAX_GOODS_LINES)
    return [{ field: 'lines', allowed: messages.allowed.lines(MAX_GOODS_LINES) }];
  const variants = new Set<string>();
  return lines.flatMap(({ variantId, restock, writeOff }, index) => {
    const wrong: InvalidField[] = [];
    const field = `lines.${index}`;
    if (variants.has(variantId))
      wrong.push({ field: `${field}.variantId`, allowed: messages.allowed.variantOnce });
    if (restock < 0) wrong.push({ field: `${field}.restock`, allowed: allowed.atLeast(0) });
    if (writeOff < 0) wrong.push({ field: `${field}.writeOff`, allowed: allowed.atLeast(0) });
    variants.add(variantId);
    return wrong;
  });
}

/**
 * Decides for each variant, whole and once: so many pieces go back on the shelf, the others are written off. The same
 * decision again decides nothing new. Pieces that came from several levels go back to them in the levels' order.
 */
export function decideGoods(goods: readonly ReturnedGoods[], lines: readonly GoodsLine[]): GoodsDecision {
  const decided: DecidedGoods[] = [];
  for (const [index, line] of lines.entries()) {
    const ofVariant = goods.filter(({ variantId }) => variantId === line.variantId);
    if (ofVariant.length === 0)
      return invalidInput(`lines.${index}.variantId`, messages.allowed.returnedVariant);
    const quantity = sum(ofVariant, (one) => one.quantity);
    if (line.restock + line.writeOff !== quantity)
      return invalidInput(`lines.${index}.restock`, messages.allowed.togetherWithWriteOff(quantity));
    if (ofVariant.some(({ restocked }) => restocked !== null)) {
      const restocked = sum(ofVariant, (one) => one.restocked ?? 0);
      if (restocked === line.restock) continue;
      return {
        kind: 'goodsDecided',
        variantId: line.variantId,
        restocked,
        writtenOff: quantity - restocked,
      };
    }
    decided.push(...spread(ofVariant, line.restock));
  }
  return { kind: 'decided', goods: decided };
}

function spread(goods: readonly ReturnedGoods[], restock: number): DecidedGoods[] {
  let left = restock;
  return goods.map(({ levelId, quantity }) => {
    const restocked = Math.min(left, quantity);
    left -= restocked;
    return { levelId, restocked, writtenOff: quantity - restocked };
  });
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
