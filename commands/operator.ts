import { userInfo } from 'node:os';
import { type Actor, commandActor } from '@depachika/identity/actor.ts';

/** Whoever runs a command, as the operating system knows them: a container may know a number alone. */
export function operator(command: string): Actor {
  return commandActor({ command, user: nameOrNumber() });
}

function nameOrNumber(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? 'somebody');
  }
}
