/** What stands for the text of an operation, or beside it. */
export type OperationReference =
  /** Apollo's `extensions.persistedQuery`: the client will send the text along where it is not known. */
  | { readonly kind: 'hash'; readonly hash: string }
  /** `documentId` of GraphQL over HTTP, Relay's `doc_id` or `id`: the client has no text to send. */
  | { readonly kind: 'id'; readonly id: string }
  | { readonly kind: 'unreadable'; readonly message: string };

/** The parameters of a request, as its protocol names them. */
export type OperationParameters = Readonly<Record<string, unknown>>;

/**
 * Reads what a request calls its operation by. A hash counts before an id. Where a text stands beside an id, the text is what is
 * asked for, so that the id is not looked at.
 * @returns undefined where there is a text alone, or nothing
 */
export function operationReference(parameters: OperationParameters): OperationReference | undefined {
  const { query, extensions } = parameters;
  const persisted = isObject(extensions) ? extensions.persistedQuery : undefined;
  if (persisted !== undefined && persisted !== null) return hashReference(persisted);
  if (hasText(query)) return undefined;
  const id = ID_NAMES.map((name) => parameters[name]).find((value) => typeof value === 'string');
  return typeof id === 'string' && id !== '' ? { kind: 'id', id: id.replace(/^sha256:/, '') } : undefined;
}

/** An empty text is none: protocols that ask for one have it sent with a hash. */
export function hasText(query: unknown): query is string {
  return typeof query === 'string' && query !== '';
}

const ID_NAMES = ['documentId', 'doc_id', 'id'];

function hashReference(persisted: unknown): OperationReference {
  if (!isObject(persisted) || persisted.version !== 1)
    return { kind: 'unreadable', message: 'extensions.persistedQuery.version must be 1' };
  const { sha256Hash } = persisted;
  if (typeof sha256Hash === 'string' && sha256Hash !== '') return { kind: 'hash', hash: sha256Hash };
  return { kind: 'unreadable', message: 'extensions.persistedQuery.sha256Hash must be a text' };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
