import { OrderReturn } from '../../../../generated/operations/order-return.ts';
import type { Graph } from '../../../graph/graph.ts';
import { type Language, nameIn } from '../../../messages/language.ts';

/** @returns ids of lines that are given back for a defect alone; none is known while products is away */
export async function defectOnlyLines(graph: Graph, id: string): Promise<readonly string[]> {
  const { order } = await graph.ask(OrderReturn, { id });
  return (order?.lines ?? []).flatMap((line) => (line.returnableFor === 'DEFECT' ? [line.id] : []));
}

/** Names of these lines, as a sentence has them; made where pages are, so that browsers bring no code for it. */
export function namesOf(
  language: Language,
  lines: readonly { readonly id: string; readonly nameJa: string; readonly nameEn: string }[],
  ids: readonly string[],
): string {
  const named = lines.filter(({ id }) => ids.includes(id)).map((line) => nameIn(language, line));
  return named.join(language === 'ja' ? '、' : ', ');
}
