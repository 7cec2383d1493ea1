import type { CompiledFetch } from '../plan/compiled-plan.ts';
import { type AnsweredObject, isObject } from '../plan/merge-answer.ts';
import type { RequestScope } from '../request-scope.ts';

/** Follows the sign-ins of one operation: who asks below each of them. */
export interface SignIns {
  /** Reads who was signed in out of a subgraph's answer, before it becomes part of the whole. */
  learn(serviceName: string, data: unknown): Promise<void>;
  /** @returns the objects at a path of a plan, by who asks about them */
  askersAt(root: AnsweredObject, path: CompiledFetch['path']): readonly Askers[];
  /** @returns who asks below this object, where that is another one than above it */
  askerOf(object: AnsweredObject): Asker | undefined;
}

/** Somebody who was signed in, or why they cannot be believed. */
export type Asker =
  | { readonly scope: RequestScope; readonly refused?: undefined }
  | { readonly scope?: undefined; readonly refused: unknown };

/** Several objects about which the same one asks. */
export interface Askers {
  /** Undefined: who asked for the whole operation. */
  readonly asker: Asker | undefined;
  readonly objects: readonly AnsweredObject[];
}

export interface SignInsOptions {
  /** The subgraph whose tokens are believed. */
  readonly issuer: string;
  /** Under which its answers hold them: see `withSignInKeys`. */
  readonly key: string;
  /** Verifies a token. @returns the scope of the one whom it names; rejects when it is not good */
  readonly scopeOf: (token: string) => Promise<RequestScope>;
}

/**
 * A token in an answer of the issuer gives way to a mark that no answer can hold, since answers are JSON: what any other
 * subgraph puts under the same key is a text, and means nothing.
 */
export function followSignIns({ issuer, key, scopeOf }: SignInsOptions): SignIns {
  return { learn, askersAt, askerOf };

  async function learn(serviceName: string, data: unknown): Promise<void> {
    if (serviceName !== issuer) return;
    const found: { readonly object: AnsweredObject; readonly token: string }[] = [];
    collect(data, found);
    await Promise.all(
      found.map(async ({ object, token }) => {
        object[key] = new SignedIn(await askerNamedBy(token));
      }),
    );
  }

  function collect(value: unknown, found: { object: AnsweredObject; token: string }[]): void {
    if (!isObject(value)) return;
    const token = Object.hasOwn(value, key) ? value[key] : undefined;
    if (typeof token === 'string') found.push({ object: value, token });
    for (const part of Object.values(value)) collect(part, found);
  }

  async function askerNamedBy(token: string): Promise<Asker> {
    try {
      return { scope: await scopeOf(token) };
    } catch (refused) {
      return { refused };
    }
  }

  function askersAt(root: AnsweredObject, path: CompiledFetch['path']): Askers[] {
    const byAsker = new Map<Asker | undefined, AnsweredObject[]>();
    walk(root, 0, undefined);
    return [...byAsker].map(([asker, objects]) => ({ asker, objects }));

    function walk(value: unknown, depth: number, above: Asker | undefined): void {
      if (Array.isArray(value)) walkList(value, depth, above);
      else if (isObject(value)) visit(value, depth, askerOf(value) ?? above);
    }

    function walkList(items: readonly unknown[], depth: number, above: Asker | undefined): void {
      if (path[depth] !== '@') return;
      for (const item of items) walk(item, depth + 1, above);
    }

    function visit(object: AnsweredObject, depth: number, asker: Asker | undefined): void {
      const name = String(path[depth]);
      if (depth < path.length && Object.hasOwn(object, name)) walk(object[name], depth + 1, asker);
      if (depth < path.length) return;
      const same = byAsker.get(asker);
      if (same) same.push(object);
      else byAsker.set(asker, [object]);
    }
  }

  function askerOf(object: AnsweredObject): Asker | undefined {
    const mark = Object.hasOwn(object, key) ? object[key] : undefined;
    return mark instanceof SignedIn ? mark.asker : undefined;
  }
}

class SignedIn {
  readonly asker: Asker;
  constructor(asker: Asker) {
    this.asker = asker;
  }
}
