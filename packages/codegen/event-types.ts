import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';

/** Types of what each event carries, and `EventData`, which maps an event's full type to them. */
export async function generateEventTypes(files: readonly string[], output: string): Promise<void> {
  const { compile } = await import('json-schema-to-typescript');
  const types: string[] = [];
  const entries: string[] = [];
  for (const file of files) {
    const name = typeName(file);
    const schema = nameless(JSON.parse(await readFile(file, 'utf8')));
    types.push(
      await compile(schema, name, {
        bannerComment: '',
        format: false,
        additionalProperties: false,
      }),
    );
    entries.push(`  readonly '${basename(file, '.json')}': ${name};`);
  }
  const map = `/** By event type. */\nexport interface EventData {\n${entries.join('\n')}\n}\n`;
  await mkdir(dirname(output), { recursive: true });
  await writeFile(output, `${BANNER}\n${types.join('\n')}\n${map}`);
}

const BANNER = '// Generated from schema/events by scripts/generate.ts.\n';

/** `depachika.orders.OrderPlaced.v1.json` carries `OrderPlacedV1`. */
function typeName(file: string): string {
  const [, , event, version] = basename(file, '.json').split('.');
  if (!event || !version) throw new Error(`${file} is not named depachika.<domain>.<Event>.v<number>.json`);
  return `${event}${version.toUpperCase()}`;
}

/** The compiler prefers these to the name that it is given, and two events may title a part alike. */
function nameless<T>(schema: T): T {
  const named = new Set(['title', '$id']);
  return JSON.parse(
    JSON.stringify(schema, (key, value) => (named.has(key) && typeof value === 'string' ? undefined : value)),
  );
}
