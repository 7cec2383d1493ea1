import { fileURLToPath } from 'node:url';
import { build } from 'vite';

/** Bundles the explorer with everything it needs, so that it works without any network but the router's. */
export async function buildExplorer(): Promise<void> {
  await build({
    root: fileURLToPath(new URL('.', import.meta.url)),
    base: '/explorer/',
    configFile: false,
    logLevel: 'error',
    worker: { format: 'es' },
    build: {
      outDir: 'generated',
      emptyOutDir: true,
      target: 'es2022',
      chunkSizeWarningLimit: 10_000,
      reportCompressedSize: false,
    },
  });
}

if (import.meta.main) await buildExplorer();
