/**
 * Breaches that were there when their rule came, by rule and the words that they begin with. The list only gets
 * shorter: what is mended is struck out, and nothing new is written down.
 */
export const KNOWN_BREACHES: Readonly<Record<string, readonly string[]>> = {
  'bad imports': [],
  'functions over 70 lines': [],
  'environment read outside config.ts and commands': [
    'packages/codegen/process.ts:',
    'start.ts:',
    'topology/embedded/early-database.ts:',
  ],
};
