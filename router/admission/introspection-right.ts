import type { Caller } from '@depachika/identity/caller.ts';

/** Everybody may ask what the graph holds, but in production administrators alone. */
export function mayIntrospect(caller: Caller, { production }: { readonly production: boolean }): boolean {
  return !production || (caller.kind === 'user' && caller.roles.includes('ADMIN'));
}
