import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';

/**
 * Types of what each event carries, `EventData`, which maps an event's full type to them, and the full types and topics
 * themselves by a name that a compiler knows.
 */
export async function generateEventTypes(files: readonly string[], output: string): Promise<void> {
  const { compile } = await import('json-schema-to-typescript');
  const types: string[] = [];
  for (const file of files) {
    const { name } = namesOf(file);
    const schema = nameless(JSON.parse(await readFile(file, 'utf8')));
    types.push(
      await compile(schema, name, {
        bannerComment: '',
        format: false,
        additionalProperties: false,
      }),
    );
  }
  await mkdir(dirname(output), { recursive: true });
  await writeFile(output, [BANNER, ...types, ...maps(files.map(namesOf))].join('\n'));
}

const BANNER = '// Generated from schema/events by commands/develop/generate.ts.\n';

interface EventNames {
  /** `depachika.orders.OrderPlaced.v1` */
  readonly type: string;
  /** `OrderPlacedV1`: what it carries, and its key among the types. */
  readonly name: string;
  /** `depachika.orders.v1` */
  readonly topic: string;
  /** `ordersV1` */
  readonly topicName: string;
}

function namesOf(file: string): EventNames {
  const type = basename(file, '.json');
  const [shop, domain, event, version] = type.split('.');
  if (!shop || !domain || !event || !version)
    throw new Error(`${file} is not named depachika.<domain>.<Event>.v<number>.json`);
  const suffix = version.toUpperCase();
  return {
    type,
    name: `${event}${suffix}`,
    topic: `${shop}.${domain}.${version}`,
    topicName: `${domain}${suffix}`,
  };
}

function maps(events: readonly EventNames[]): string[] {
  const data = events.map(({ type, name }) => `  readonly '${type}': ${name};\n`).join('');
  return [
    `/** What an event carries, by its type. */\nexport interface EventData {\n${data}}\n`,
    'export type EventType = keyof EventData;\n',
    constants('The type of every event.', 'EVENT_TYPES', entriesOf(events, 'name', 'type')),
    constants(
      'The topic of every domain that has events.',
      'TOPICS',
      entriesOf(events, 'topicName', 'topic'),
    ),
  ];
}

/** Throws when two values would have one name: two domains with an event of one name. */
function entriesOf(
  events: readonly EventNames[],
  nameKey: 'name' | 'topicName',
  valueKey: 'type' | 'topic',
): Map<string, string> {
  const entries = new Map<string, string>();
  for (const { [nameKey]: name, [valueKey]: value } of events) {
    const known = entries.get(name);
    if (known !== undefined && known !== value) throw new Error(`${known} and ${value} are both ${name}`);
    entries.set(name, value);
  }
  return entries;
}

function constants(description: string, name: string, entries: ReadonlyMap<string, string>): string {
  const lines = [...entries].map(([key, value]) => `  ${key}: '${value}',\n`).join('');
  return `/** ${description} */\nexport const ${name} = {\n${lines}} as const;\n`;
}

/** The compiler prefers these to the name that it is given, and two events may title a part alike. */
function nameless<T>(schema: T): T {
  const named = new Set(['title', '$id']);
  return JSON.parse(
    JSON.stringify(schema, (key, value) => (named.has(key) && typeof value === 'string' ? undefined : value)),
  );
}
