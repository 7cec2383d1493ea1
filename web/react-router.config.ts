import type { Config } from '@react-router/dev/config';

export default {
  appDirectory: 'app',
  buildDirectory: 'generated/build',
  ssr: true,
  // Addresses of pages are known to whoever asks for one; a list of all of them would be a request more.
  routeDiscovery: { mode: 'initial' },
} satisfies Config;
