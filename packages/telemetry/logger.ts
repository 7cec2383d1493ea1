import { Writable } from 'node:stream';
import type { Bindings, ChildLoggerOptions, DestinationStream, Logger } from 'pino';
import { pino } from 'pino';
import pretty from 'pino-pretty';
import { withoutSecrets } from './redaction.ts';
import { currentRequestId } from './request-id.ts';

export interface LoggerOptions {
  /** On every line. */
  readonly service: string;
  /** Default `info`; `silent` writes nothing. */
  readonly level?: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
  /** One coloured line per entry, for people; otherwise JSON. */
  readonly pretty?: boolean;
  /** Default: standard output. */
  readonly destination?: DestinationStream;
}

/** Every line carries the service and, while one is handled, the request's id; secrets never leave. */
export function createLogger(options: LoggerOptions): Logger {
  const logger = pino(
    {
      level: options.level ?? 'info',
      base: { service: options.service },
      timestamp: pino.stdTimeFunctions.isoTime,
      mixin: () => {
        const requestId = currentRequestId();
        return requestId === undefined ? {} : { requestId };
      },
      formatters: {
        level: (level) => ({ level }),
        log: (entry) => withoutSecrets(entry) as Record<string, unknown>,
      },
      serializers: { err: describeError, error: describeError },
    },
    options.pretty ? prettyStream(options.destination) : (options.destination ?? pino.destination(1)),
  );
  // pino formats the bindings of a root logger only; children inherit this method.
  const makeChild = logger.child;
  logger.child = function child(this: Logger, bindings: Bindings, childOptions?: ChildLoggerOptions) {
    return Reflect.apply(makeChild, this, [withoutSecrets(bindings), childOptions]);
  };
  return logger;
}

function describeError(error: unknown): unknown {
  return error instanceof Error ? withoutSecrets(pino.stdSerializers.err(error)) : error;
}

/** In this process: a worker thread for it would cost more memory than it saves time. */
function prettyStream(destination: DestinationStream | undefined): DestinationStream {
  return pretty({
    destination: destination ? streamTo(destination) : 1,
    sync: true,
    colorize: !destination && process.stdout.isTTY === true,
    ignore: 'pid,hostname,service,requestId',
    messageFormat: '[{service}]{if requestId} ({requestId}){end} {msg}',
    translateTime: 'SYS:HH:MM:ss.l',
  });
}

function streamTo(destination: DestinationStream): Writable {
  return new Writable({
    write(chunk, _encoding, done) {
      destination.write(String(chunk));
      done();
    },
  });
}
