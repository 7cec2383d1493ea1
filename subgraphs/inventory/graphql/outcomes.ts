import { commonProblem } from '@depachika/domain/graphql-problems.ts';
import type { ResolversTypes } from '../generated/resolvers.ts';
import { messages } from '../messages/messages.ts';
import type { DecideGoodsResult } from '../order-stock/decide-goods.ts';
import type { AdjustResult, ReceiveResult } from '../stock/change-stock.ts';

export function receiveStockOutcome(result: ReceiveResult): ResolversTypes['ReceiveStockResult'] {
  switch (result.kind) {
    case 'done':
      return { __typename: 'ReceiveStockSuccess', level: result.level };
    case 'invalidInput':
      return commonProblem(result);
    case 'notFound':
      return commonProblem(result);
  }
}

export function decideGoodsOutcome(result: DecideGoodsResult): ResolversTypes['DecideReturnedGoodsResult'] {
  switch (result.kind) {
    case 'done':
      return { __typename: 'DecideReturnedGoodsSuccess', goods: [...result.goods] };
    case 'invalidInput':
      return commonProblem(result);
    case 'notFound':
      return commonProblem(result);
    case 'goodsDecided': {
      const { variantId, restocked, writtenOff } = result;
      const message = messages.goodsDecided({ restocked, writtenOff });
      return { __typename: 'GoodsDecided', message, variant: { id: variantId }, restocked, writtenOff };
    }
  }
}

export function adjustStockOutcome(result: AdjustResult): ResolversTypes['AdjustStockResult'] {
  switch (result.kind) {
    case 'done':
      return { __typename: 'AdjustStockSuccess', level: result.level };
    case 'invalidInput':
    case 'notFound':
    case 'versionConflict':
      return commonProblem(result);
    case 'stockPromised': {
      const { reserved } = result;
      return { __typename: 'StockPromised', message: messages.stockPromised({ reserved }), reserved };
    }
  }
}
