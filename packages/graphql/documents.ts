import type { SubgraphCode } from '@depachika/schema/error-codes.ts';
import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { codedError } from './errors.ts';
import { finiteNumberRule } from './finite-number-rule.ts';

export interface DocumentLimits {
  /** Characters of all remembered documents together; default 8,000,000. */
  readonly maxRememberedCharacters?: number;
  /** Characters of one document; default 200,000. */
  readonly maxCharacters?: number;
  /** Tokens of one document; default 20,000: the router's fetches are longer than what it admits from clients. */
  readonly maxTokens?: number;
}

/** The document, or why it is refused, with coded errors. */
export type ReadDocument =
  | { readonly document: DocumentNode; readonly errors?: undefined }
  | { readonly document?: undefined; readonly errors: readonly GraphQLError[] };

/** Parses and validates; remembers good documents, least recently used forgotten first. */
export function documentReader(
  schema: GraphQLSchema,
  limits: DocumentLimits = {},
): (query: string) => ReadDocument {
  const maxCharacters = limits.maxCharacters ?? 200_000;
  const maxTokens = limits.maxTokens ?? 20_000;
  const remembered = new LRUCache<string, { readonly document: DocumentNode }>({
    maxSize: limits.maxRememberedCharacters ?? 8_000_000,
    sizeCalculation: (_, query) => query.length + 1,
  });

  return (query) => {
    const known = remembered.get(query);
    if (known) return known;
    if (query.length > maxCharacters) {
      return refused(`The document has ${query.length} characters; ${maxCharacters} are allowed`);
    }
    const read = parsed(schema, query, maxTokens);
    if (read.document) remembered.set(query, read);
    return read;
  };
}

function refused(message: string): ReadDocument {
  return { errors: [codedError('PAYLOAD_TOO_LARGE', message)] };
}

function parsed(schema: GraphQLSchema, query: string, maxTokens: number): ReadDocument {
  let document: DocumentNode;
  try {
    document = parse(query, { maxTokens });
  } catch (error) {
    return { errors: [withCode(error as GraphQLError, 'GRAPHQL_PARSE_FAILED')] };
  }
  const errors = validate(schema, document, RULES, { maxErrors: MAX_VALIDATION_ERRORS });
  if (errors.length > 0)
    return { errors: errors.map((error) => withCode(error, 'GRAPHQL_VALIDATION_FAILED')) };
  return { document };
}

const MAX_VALIDATION_ERRORS = 20;
const RULES = [finiteNumberRule, ...specifiedRules];

function withCode(error: GraphQLError, code: SubgraphCode): GraphQLError {
  if (error.extensions.code) return error;
  const { nodes, source, positions } = error;
  return new GraphQLError(error.message, { nodes, source, positions, extensions: { code } });
}
