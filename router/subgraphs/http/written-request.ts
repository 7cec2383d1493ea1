import type { GraphQLRequest } from '@depachika/graphql/executable-subgraph.ts';
import type { Language } from '@depachika/messages/language.ts';
import { LRUCache } from 'lru-cache';

export interface RequestParts extends Omit<GraphQLRequest, 'operationName'> {
  readonly operationName: string | undefined;
  /** Further variables, as JSON already. */
  readonly written?: Readonly<Record<string, string>> | undefined;
}

/** A request whose variables are JSON in part: it becomes a body without being read, or objects where those are asked for. */
export class WrittenRequest implements GraphQLRequest {
  readonly query: string;
  readonly operationName?: string;
  readonly requestId?: string;
  readonly language?: Language;
  readonly reads?: 'replica' | undefined;
  readonly #given: Readonly<Record<string, unknown>>;
  readonly #written: Readonly<Record<string, string>>;
  #variables: Record<string, unknown> | undefined;

  constructor(parts: RequestParts) {
    const { query, operationName, requestId, language, reads, variables = {}, written = {} } = parts;
    this.query = query;
    if (operationName) this.operationName = operationName;
    if (requestId) this.requestId = requestId;
    if (language) this.language = language;
    if (reads) this.reads = reads;
    this.#given = variables;
    this.#written = written;
  }

  /** Read once: whoever answers in this process looks at them several times. */
  get variables(): Record<string, unknown> {
    this.#variables ??= this.#read();
    return this.#variables;
  }

  /** As it is sent over HTTP. */
  get body(): string {
    const name = this.operationName ? `,"operationName":${JSON.stringify(this.operationName)}` : '';
    return `{"query":${queryText(this.query)}${name},"variables":${this.#variablesText()}}`;
  }

  #read(): Record<string, unknown> {
    const variables = { ...this.#given };
    for (const [name, text] of Object.entries(this.#written)) variables[name] = JSON.parse(text);
    return variables;
  }

  #variablesText(): string {
    let text = '{';
    let comma = '';
    for (const name in this.#written) {
      text += `${comma}${JSON.stringify(name)}:${this.#written[name]}`;
      comma = ',';
    }
    for (const name in this.#given) {
      const value = JSON.stringify(this.#given[name]);
      if (value === undefined) continue;
      text += `${comma}${JSON.stringify(name)}:${value}`;
      comma = ',';
    }
    return `${text}}`;
  }
}

/** Queries of plans are as many as plans, and long. */
const QUERY_TEXTS = new LRUCache<string, string>({ max: 2_000 });

function queryText(query: string): string {
  const text = QUERY_TEXTS.get(query) ?? JSON.stringify(query);
  QUERY_TEXTS.set(query, text);
  return text;
}
