import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

// Loaded before the shop's own modules: what they compile to is kept for the next start, a third of its processor
// time; and the embedded database, which is as long in starting as they are in loading, starts beside them. JavaScript, since
// Node would load a compiler to strip this file's types: 12 MiB that nothing else needs when modules are kept.
enableCompileCache(fileURLToPath(new URL('../../node_modules/.cache/depachika/modules', import.meta.url)));
await import('./early-database.ts');
