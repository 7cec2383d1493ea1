import type { Caller, Role } from './caller.ts';

/** A person by the role of that moment, where a guest is a customer, a domain, what the clock does, or a command on the shop's own machine. */
export type ActorKind = Exclude<Role, 'GUEST'> | 'SERVICE' | 'SYSTEM' | 'COMMAND';

/**
 * Who changed something, as it is kept beside the change: `STAFF:usr_…`, `SERVICE:orders`, `SYSTEM:slots`,
 * `COMMAND:admin:create by root`. Every table that keeps one checks that it has this form.
 */
export type Actor = `${ActorKind}:${string}`;

/** UNKNOWN: of what was changed before the shop kept who did it. */
export interface KeptActor {
  readonly kind: ActorKind | 'UNKNOWN';
  /** The user's id, or the name of the domain, of the work, or of the command and who ran it. */
  readonly id: string;
}

/** The one who asks for a change. */
export function actorOf(caller: Extract<Caller, { readonly kind: 'user' | 'service' }>): Actor {
  if (caller.kind === 'service') return `SERVICE:${caller.service}`;
  const role = HIGHEST_FIRST.find((one) => caller.roles.includes(one)) ?? 'CUSTOMER';
  return `${role}:${caller.userId}`;
}

/** @param options.user as the operating system knows who runs it */
export function commandActor({ command, user }: { readonly command: string; readonly user: string }): Actor {
  return `COMMAND:${command} by ${user}`;
}

export function readActor(text: string): KeptActor {
  const end = text.indexOf(':');
  if (end < 0) return { kind: 'UNKNOWN', id: '' };
  return { kind: text.slice(0, end) as ActorKind, id: text.slice(end + 1) };
}

const HIGHEST_FIRST: readonly Exclude<Role, 'GUEST'>[] = ['ADMIN', 'STAFF', 'CUSTOMER'];
