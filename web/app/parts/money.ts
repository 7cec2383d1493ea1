import { figure } from './figure.ts';

/** @param yen whole yen @returns `¥1,200` */
export function yen(amount: number): string {
  return `¥${figure(amount)}`;
}
