import { shared } from '@depachika/messages/shared/shared-messages.ts';
import type { Logger } from 'pino';
import { type PublicError, routerError } from '../../operation/public-errors.ts';
import type { SentFile } from '../../operation/sent-files.ts';
import type { Variables } from '../../operation/variables.ts';
import type { FileStore } from './file-store.ts';
import { badForm, type FormPart } from './form-parts.ts';
import { replacedAt } from './form-rules.ts';
import type { OperationForm } from './operation-form.ts';

export interface KeepOptions {
  readonly store: FileStore;
  readonly variables: Variables;
  /** Signs whose operation it is, for the next minute. */
  readonly identify: () => Promise<string>;
  readonly logger: Logger;
}

/**
 * Has the files of an admitted operation kept, one after the other, and runs it with references in their places. What it has not used
 * is dropped, and so is everything where one of them cannot be kept: the operation is not run then. Throws `PublicError`.
 */
export async function withKeptFiles<T>(
  form: OperationForm,
  options: KeepOptions,
  run: (variables: Variables) => Promise<T>,
): Promise<T> {
  const { store, logger } = options;
  const kept: string[] = [];
  try {
    return await run(await keepAll(form, { ...options, kept }));
  } finally {
    const dropped = await Promise.allSettled(kept.map((reference) => store.drop(reference)));
    for (const each of dropped)
      if (each.status === 'rejected')
        logger.warn({ err: each.reason }, 'A file is left until its time is over');
  }
}

interface Keeping extends KeepOptions {
  /** Added to. */
  readonly kept: string[];
}

async function keepAll(
  { parts, files }: Pick<OperationForm, 'parts' | 'files'>,
  keeping: Keeping,
): Promise<Variables> {
  const waiting = new Map(files);
  let variables: unknown = keeping.variables;
  for (let part = await parts.next(); part; part = await parts.next()) {
    const file = waiting.get(part.name);
    if (!waiting.delete(part.name) || !file)
      throw badForm(`map names no file "${part.name.slice(0, 80)}", or it came already`);
    const reference = await keep(part, file, { ...keeping, parts });
    variables = replacedAt(variables, file.path, reference);
  }
  const [missing] = waiting.keys();
  if (missing !== undefined) throw badForm(`The file "${missing.slice(0, 80)}" that map names did not come`);
  return variables as Variables;
}

async function keep(
  { contentType, body }: FormPart,
  { path }: SentFile,
  { store, identify, kept, logger, parts }: Keeping & Pick<OperationForm, 'parts'>,
): Promise<string> {
  const place = `variables.${path.join('.')}`;
  if (!MEDIA_TYPE.test(contentType)) throw refusalOfFile(415, place);
  const identityToken = await identify();
  const told = await store.keep({ identityToken, contentType, body }).catch((err: unknown) => {
    const broken = parts.failure();
    if (broken) throw broken;
    logger.error({ err }, 'A file could not be kept');
    return { status: 502, body: '' };
  });
  if (told.status !== 201) throw refusalOfFile(told.status, place);
  kept.push(told.body);
  return told.body;
}

/** As it is named without parameters; the same text goes on as a header. */
const MEDIA_TYPE = /^[\w.+-]+\/[\w.+-]+$/;

function refusalOfFile(status: number, place: string): PublicError {
  switch (status) {
    case 400:
      return routerError('BAD_USER_INPUT', `The file at ${place} is empty`, { status });
    case 401:
      return routerError('UNAUTHENTICATED', shared.signInFirst, { status });
    case 403:
      return routerError('FORBIDDEN', shared.notAllowed, { status });
    case 413:
      return routerError('PAYLOAD_TOO_LARGE', `The file at ${place} has more bytes than are taken`, {
        status,
      });
    case 415:
      return routerError('UNSUPPORTED_MEDIA_TYPE', `The file at ${place} is of a type that is not taken`, {
        status,
      });
    case 503:
      return routerError('OVERLOADED', shared.faults.OVERLOADED, { status, headers: RETRY });
    default:
      return routerError('SUBGRAPH_UNAVAILABLE', shared.partAway, { status: 503, headers: RETRY });
  }
}

const RETRY = { 'retry-after': '5' };
