/** Where the shop delivers, and on which terms. */
export interface Zone {
  readonly id: string;
  readonly code: string;
  readonly nameJa: string;
  readonly nameEn: string;
  readonly precedence: number;
  readonly feeYen: number;
  readonly sameDay: boolean;
  readonly cutOffMinutes: number;
  readonly slotCapacity: number;
}
