/** What tests use of it; it has no types of its own. */
declare module 's3rver' {
  class S3rver {
    constructor(options: {
      address: string;
      port: number;
      silent: boolean;
      directory: string;
      configureBuckets: readonly { name: string }[];
    });
    run(): Promise<unknown>;
    close(): Promise<void>;
  }

  // biome-ignore lint/style/noDefaultExport: the library's own
  export { S3rver as default };
}
