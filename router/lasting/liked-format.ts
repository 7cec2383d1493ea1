/** @returns how a media type with its parameters is answered; undefined for one that is not offered */
export type FormatOf<Format> = (type: string, parameters: ReadonlyMap<string, string>) => Format | undefined;

/**
 * The format that a client likes best; undefined where it likes one answer in JSON better, as clients do that name others last.
 * @param accept of its request
 */
export function likedFormat<Format>(
  accept: string | undefined,
  formatOf: FormatOf<Format>,
): Format | undefined {
  // What most clients send, word for word.
  if (accept === undefined || ONE_ANSWER.has(accept)) return undefined;
  let best: { readonly weight: number; readonly format: Format | undefined } | undefined;
  for (const part of accept.split(',')) {
    const [type = '', ...rest] = part.split(';').map((each) => each.trim().toLowerCase());
    const parameters = new Map(rest.map(parameter));
    const format = formatOf(type, parameters);
    if (format === undefined && !ONE_ANSWER.has(type)) continue;
    const weight = weightOf(parameters.get('q'));
    // Of equals the first is meant.
    if (weight > (best?.weight ?? 0)) best = { weight, format };
  }
  return best?.format;
}

const ONE_ANSWER: ReadonlySet<string> = new Set([
  ...['application/json', 'application/graphql-response+json', 'application/*', '*/*'],
]);

function parameter(text: string): [string, string] {
  const [name = '', value = ''] = text.split('=', 2).map((each) => each.trim());
  return [name, value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value];
}

function weightOf(text: string | undefined): number {
  const weight = Number(text ?? '1');
  return weight >= 0 && weight <= 1 ? weight : 0;
}
