import { WrongUse } from './command.ts';

/** Reads an option that takes one of these. */
export function oneOf<const Value extends string>(flag: string, values: readonly Value[]) {
  return (text: string): Value => {
    const value = values.find((each) => each === text);
    if (value !== undefined) return value;
    throw new WrongUse(`${flag} is ${alternatives(values)}, not ${text}`);
  };
}

/** Reads an option that takes some of these, with commas between. */
export function someOf<const Value extends string>(flag: string, values: readonly Value[]) {
  return (text: string): readonly Value[] => {
    const wanted = text.split(',').map((word) => oneOf(flag, values)(word.trim()));
    return values.filter((value) => wanted.includes(value));
  };
}

/** Reads an option that takes a whole number in this range. */
export function wholeNumber(flag: string, { from, to }: { readonly from: number; readonly to: number }) {
  return (text: string): number => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= from && value <= to) return value;
    throw new WrongUse(`${flag} must be a whole number from ${from} to ${to}, not ${text}`);
  };
}

/** Reads settings from the environment: one that is wrong is wrong use, as a wrong option is. */
export function fromEnvironment<Settings>(read: (env: NodeJS.ProcessEnv) => Settings): Settings {
  try {
    return read(process.env);
  } catch (error) {
    throw new WrongUse((error as Error).message);
  }
}

function alternatives(values: readonly string[]): string {
  return values.length === 1 ? values[0]! : `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`;
}
