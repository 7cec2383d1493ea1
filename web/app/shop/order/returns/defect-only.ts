import { OrderReturn } from '../../../../generated/operations/order-return.ts';
import type { Graph } from '../../../graph/graph.ts';

/** @returns ids of lines that are given back for a defect alone; none is known while products is away */
export async function defectOnlyLines(graph: Graph, id: string): Promise<readonly string[]> {
  const { order } = await graph.ask(OrderReturn, { id });
  return (order?.lines ?? []).flatMap((line) => (line.returnableFor === 'DEFECT' ? [line.id] : []));
}
