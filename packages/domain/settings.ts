/** What a whole number of the environment may be. */
export interface WholeNumber {
  readonly from: number;
  readonly to: number;
  /** When the variable is not set, or empty. */
  readonly otherwise: number;
}

/** @throws Error that names the variable and what it should hold */
export function wholeNumber(
  env: NodeJS.ProcessEnv,
  name: string,
  { from, to, otherwise }: WholeNumber,
): number {
  const text = env[name];
  if (text === undefined || text === '') return otherwise;
  const value = Number(text);
  if (Number.isInteger(value) && value >= from && value <= to) return value;
  throw new Error(`${name} must be a whole number from ${from} to ${to}, not ${JSON.stringify(text)}`);
}
