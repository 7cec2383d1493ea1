import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import type { CloudEvent } from './event-log.ts';

/** An event, or the data of one, is not what its schema says: a fault of whoever made it. */
export class EventInvalid extends Error {
  readonly code = 'EVENT_INVALID';
  /** Where, as a JSON pointer into the event: `/data/lines/0/quantity`. */
  readonly path: string;

  constructor(type: string, path: string, reason: string) {
    super(`${type}: ${path || '/'} ${reason}`);
    this.name = 'EventInvalid';
    this.path = path;
  }
}

/** The contract of every event: `schema/events/<type>.json`, draft 7, read when a type is first met. */
export interface EventSchemas {
  /** @throws EventInvalid naming the first place that is wrong */
  checkData(type: string, data: unknown): void;
  /** Envelope and data. @throws EventInvalid */
  checkEvent(event: unknown): asserts event is CloudEvent;
}

/** The schemas of one folder, or of the repository's `schema/events`, which are compiled once for all who ask. */
export function eventSchemas(folder?: string): EventSchemas {
  if (folder !== undefined) return schemasIn(folder);
  shared ??= schemasIn(fileURLToPath(new URL('../../schema/events', import.meta.url)));
  return shared;
}

let shared: EventSchemas | undefined;

function schemasIn(folder: string): EventSchemas {
  const ajv = new Ajv({ strict: true, allowUnionTypes: true });
  formats.default(ajv);
  const compiled = new Map<string, ValidateFunction>();
  const envelope = ajv.compile(ENVELOPE);

  return {
    checkData,
    checkEvent(event: unknown): asserts event is CloudEvent {
      const type = String((event as Partial<CloudEvent> | null)?.type);
      if (!envelope(event)) throw invalid(type, '', envelope.errors);
      checkData(type, (event as { data?: unknown }).data);
    },
  };

  function checkData(type: string, data: unknown): void {
    const validate = compiled.get(type) ?? compile(type);
    if (!validate(data)) throw invalid(type, '/data', validate.errors);
  }

  function compile(type: string): ValidateFunction {
    const path = `${folder}/${type}.json`;
    if (!/^[A-Za-z0-9.]+$/.test(type) || !existsSync(path)) {
      throw new EventInvalid(type, '/type', `has no schema: schema/events/${type}.json does not exist`);
    }
    const schema = JSON.parse(readFileSync(path, 'utf8'));
    refuseOpenObjects(schema, `schema/events/${type}.json`);
    const validate = ajv.compile(schema);
    compiled.set(type, validate);
    return validate;
  }
}

/** CloudEvents 1.0.2 with the attributes that this shop requires. */
const ENVELOPE = {
  type: 'object',
  additionalProperties: false,
  required: [
    'specversion',
    'id',
    'source',
    'type',
    'subject',
    'time',
    'datacontenttype',
    'partitionkey',
    'aggregateversion',
    'data',
  ],
  properties: {
    specversion: { const: '1.0' },
    id: { type: 'string', minLength: 1, maxLength: 200 },
    source: { type: 'string', minLength: 1 },
    type: { type: 'string', minLength: 1 },
    subject: { type: 'string', minLength: 1 },
    time: { type: 'string', format: 'date-time' },
    datacontenttype: { const: 'application/json' },
    partitionkey: { type: 'string', minLength: 1 },
    aggregateversion: { type: 'integer', minimum: 0 },
    requestid: { type: 'string' },
    data: {},
  },
};

function invalid(
  type: string,
  prefix: string,
  errors: readonly ErrorObject[] | null | undefined,
): EventInvalid {
  const error = errors?.[0];
  const field = error?.params.additionalProperty ?? error?.params.missingProperty;
  const reason = error?.keyword === 'additionalProperties' ? `must not have ${field}` : error?.message;
  return new EventInvalid(type, `${prefix}${error?.instancePath ?? ''}`, reason ?? 'is invalid');
}

/** A misspelt field must not pass: every object says what else it may hold, usually nothing. */
function refuseOpenObjects(schema: unknown, where: string): void {
  if (typeof schema !== 'object' || schema === null) return;
  if ('properties' in schema && !('additionalProperties' in schema) && 'type' in schema) {
    throw new Error(`${where}: an object with properties must say additionalProperties`);
  }
  for (const [name, part] of Object.entries(schema)) refuseOpenObjects(part, `${where}/${name}`);
}
