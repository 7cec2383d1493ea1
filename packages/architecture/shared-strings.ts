import { DOMAIN_SERVICES } from '@depachika/schema/services.ts';
import { isTest, type SourceFile } from './source-files.ts';

/** Files that may write such a string: what makes topics and types out of names, and what names channels. */
const OWNERS = {
  eventType: ['packages/events/topics.ts'],
  channel: ['packages/events/topics.ts', 'packages/events/outbox/create-outbox.ts'],
} as const;

/**
 * Strings that two sides must both know, written where only one side reads them: names of events, topics and channels
 * belong to `schema/`. Tests say what they expect in full.
 * @returns what is wrong, by line
 */
export function strayStrings({ path, code }: SourceFile): string[] {
  if (path.startsWith('schema/') || isTest(path)) return [];
  return withoutComments(code)
    .split('\n')
    .flatMap((line, index) => strayIn(path, line).map((found) => `${path}:${index + 1} ${found}`));
}

function strayIn(file: string, line: string): string[] {
  const found: string[] = [];
  if (EVENT_TYPE.test(line) && !isOwner('eventType', file))
    found.push('names an event or a topic: take it from schema/generated/events.ts');
  if (CHANNEL.test(line) && !isOwner('channel', file))
    found.push('names a channel: take it from schema/channels.ts');
  return found;
}

const DOMAINS = DOMAIN_SERVICES.map(({ name }) => name).join('|');
/** `'depachika.orders.…'`, also with a part that is filled in. */
const EVENT_TYPE = new RegExp(`['"\`]depachika\\.(${DOMAINS}|\\$\\{[^}]*\\})\\.`);
/** A text where a channel is published to, listened to or handed on, or a function or constant that makes one. */
const CHANNEL =
  /\b(publish|subscribe)\(\s*['"`]|\bchannel:\s*['"`]|\b(function|const) (\w+Channel|[A-Z_]+_CHANNEL)\b/;

function isOwner(kind: keyof typeof OWNERS, file: string): boolean {
  return OWNERS[kind].some((owner) => owner === file);
}

/** Lines keep their numbers. */
function withoutComments(source: string): string {
  return source
    .replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ''))
    .replace(/^(\s*)\/\/.*$/gm, '$1');
}
