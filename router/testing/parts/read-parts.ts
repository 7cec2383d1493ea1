export type Part = Readonly<Record<string, unknown>>;

export interface AskedInParts {
  readonly response: Response;
  /** The next part; undefined when there are no more. */
  next(): Promise<Part | undefined>;
  /** All that are left. */
  rest(): Promise<readonly Part[]>;
  leave(): void;
}

/** Asks as a client that takes its answer in parts. @param spec `deferSpec=20220824` or `incrementalSpec=v0.2` */
export async function askInParts(
  url: string,
  body: object,
  { spec, headers = {} }: { readonly spec: string; readonly headers?: Readonly<Record<string, string>> },
): Promise<AskedInParts> {
  const leaving = new AbortController();
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      accept: `multipart/mixed;${spec},application/json;q=0.9`,
      'content-type': 'application/json',
      ...headers,
    },
    body: JSON.stringify(body),
    signal: leaving.signal,
  });
  const parts = partsOf(response);
  const next = async () => (await parts.next()).value ?? undefined;
  return {
    response,
    next,
    async rest() {
      const all: Part[] = [];
      for (let part = await next(); part; part = await next()) all.push(part);
      return all;
    },
    leave: () => leaving.abort(),
  };
}

async function* partsOf(response: Response): AsyncGenerator<Part, void, void> {
  const [, boundary] = /boundary="([^"]+)"/.exec(response.headers.get('content-type') ?? '') ?? [];
  if (!boundary) {
    yield (await response.json()) as Part;
    return;
  }
  let text = '';
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const pieces = text.split(`\r\n--${boundary}`);
    text = pieces.pop()!;
    for (const piece of pieces) if (piece) yield JSON.parse(piece.slice(piece.indexOf('\r\n\r\n'))) as Part;
  }
  if (text !== '--\r\n') throw new Error(`The answer ended with ${JSON.stringify(text)}`);
}
