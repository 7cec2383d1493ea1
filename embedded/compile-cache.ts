import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

// Loaded before the shop's own modules: what they compile to is kept for the next start, a third of its processor time.
enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/depachika/modules', import.meta.url)));
