/** @returns runs work in this process one after the other for each name, whatever becomes of the work before */
export function oneAtATime(): <T>(name: string, work: () => Promise<T>) => Promise<T> {
  /** The end of the newest work of each name. */
  const running = new Map<string, Promise<unknown>>();
  return (name, work) => {
    const done = (running.get(name) ?? Promise.resolve()).then(work);
    const end = done.catch(() => undefined).finally(() => running.get(name) === end && running.delete(name));
    running.set(name, end);
    return done;
  };
}
