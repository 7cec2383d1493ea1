/** Tells the benchmark where it listens, and how much CPU it has used whenever it asks. */
export function serveBenchmark(url: string): void {
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    process.send?.({ cpuSeconds: (user + system) / 1e6 });
  });
  process.send?.({ url });
}
