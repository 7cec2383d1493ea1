import { describe, expect, it } from 'vitest';
import { checkGoods, decideGoods, type ReturnedGoods } from './goods-rules.ts';

function came(
  levelId: string,
  variantId: string,
  quantity: number,
  restocked: number | null = null,
): ReturnedGoods {
  const decidedAt = restocked === null ? null : new Date(0);
  return {
    orderId: 'ord_1',
    levelId,
    variantId,
    cause: 'RETURNED',
    quantity,
    restocked,
    writtenOff: restocked === null ? null : quantity - restocked,
    openedAt: new Date(0),
    decidedAt,
    decidedBy: restocked === null ? null : 'usr_1',
    note: '',
  };
}

const line = (variantId: string, restock: number, writeOff: number) => ({ variantId, restock, writeOff });

describe('goods that came back', () => {
  it.each([
    [3, 0, [3], [0]],
    [0, 3, [0], [3]],
    [2, 1, [2], [1]],
  ])('go back on the shelf (%i) or are written off (%i)', (restock, writeOff, restocked, writtenOff) => {
    const decision = decideGoods([came('lvl_1', 'var_1', 3)], [line('var_1', restock, writeOff)]);
    expect(decision).toEqual({
      kind: 'decided',
      goods: [{ levelId: 'lvl_1', restocked: restocked[0], writtenOff: writtenOff[0] }],
    });
  });

  it('go back to the levels that they came from, in their order', () => {
    const goods = [came('lvl_1', 'var_1', 2), came('lvl_2', 'var_1', 3), came('lvl_3', 'var_2', 1)];
    expect(decideGoods(goods, [line('var_1', 3, 2)])).toEqual({
      kind: 'decided',
      goods: [
        { levelId: 'lvl_1', restocked: 2, writtenOff: 0 },
        { levelId: 'lvl_2', restocked: 1, writtenOff: 2 },
      ],
    });
  });

  it.each([
    [line('var_1', 2, 0), 'lines.0.restock'],
    [line('var_1', 4, 0), 'lines.0.restock'],
    [line('var_1', 2, 2), 'lines.0.restock'],
    [line('var_9', 3, 0), 'lines.0.variantId'],
  ])('are decided whole: %j is wrong', (wrong, field) => {
    expect(decideGoods([came('lvl_1', 'var_1', 3)], [wrong])).toMatchObject({ kind: 'invalidInput', field });
  });

  it('are decided once: the same again says nothing new, another decision is refused', () => {
    const goods = [came('lvl_1', 'var_1', 3, 2)];
    expect(decideGoods(goods, [line('var_1', 2, 1)])).toEqual({ kind: 'decided', goods: [] });
    expect(decideGoods(goods, [line('var_1', 3, 0)])).toEqual({
      kind: 'goodsDecided',
      variantId: 'var_1',
      restocked: 2,
      writtenOff: 1,
    });
  });

  it.each([
    [[], '', 'lines'],
    [[line('var_1', -1, 4)], '', 'lines.0.restock'],
    [[line('var_1', 4, -1)], '', 'lines.0.writeOff'],
    [[line('var_1', 1, 0), line('var_1', 1, 0)], '', 'lines.1.variantId'],
    [[line('var_1', 1, 0)], 'あ'.repeat(201), 'note'],
  ])('are asked about properly: %j %s', (lines, note, field) => {
    expect(checkGoods(lines, note)).toMatchObject({ kind: 'invalidInput', field });
  });
});
