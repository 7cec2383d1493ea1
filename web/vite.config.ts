import { fileURLToPath } from 'node:url';
import { reactRouter } from '@react-router/dev/vite';
import { defineConfig, type Plugin, type UserConfig } from 'vite';

export default defineConfig(({ command }) => configOf(command === 'build'));

const MADE_BY = ['react', 'react-dom', 'react-router', 'scheduler'];

const OF_EVERY_PAGE =
  /app\/(?:messages\/(?:language|catalogue)|parts\/(?:head\/|failure-page|nonce|money)|shop\/search\/search-field|shop\/info\/info-links)/;
const OF_GOODS =
  /app\/parts\/(?:product-card|pictures\/|stock-mark|breadcrumbs|goods\/(?:former-price|labels))/;

const configOf = (isBuilt: boolean): UserConfig => ({
  root: fileURLToPath(new URL('.', import.meta.url)),
  logLevel: 'error',
  plugins: [reactRouter(), plainImports(), oneSheet()],
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    // All of it weighs less than a second request, and stands in the order of its layers.
    cssCodeSplit: false,
    reportCompressedSize: false,
  },
  environments: {
    // Where the shop is not told that it is in production, as with `npm start`, Node would make pages by the React that helps
    // who writes them, and takes twice the time: the build brings the other one.
    ssr: isBuilt
      ? { resolve: { noExternal: MADE_BY }, define: { 'process.env.NODE_ENV': '"production"' } }
      : {},
    client: {
      build: {
        rolldownOptions: {
          // Packed as one file, what goes together is smaller: all of React, what every page has, and what shows goods.
          // React is apart, since browsers keep it when pages change.
          output: {
            codeSplitting: {
              groups: [
                { name: 'react', test: /node_modules\/(?:react|react-dom|react-router|scheduler)\// },
                { name: 'frame', test: OF_EVERY_PAGE },
                { name: 'goods', test: OF_GOODS },
              ],
            },
          },
        },
      },
    },
  },
});

/** Without what Vite would preload for an import: files of words need nothing else, and React Router knows about pages. */
function plainImports(): Plugin {
  return {
    name: 'plain-imports',
    enforce: 'pre',
    applyToEnvironment: ({ name }) => name === 'client',
    load: (id) =>
      id === '\0vite/preload-helper.js' ? 'export const __vitePreload = (load) => load();' : null,
  };
}

/** Without the sheet that the server's build makes once more, and nobody asks for. */
function oneSheet(): Plugin {
  return {
    name: 'one-sheet',
    enforce: 'post',
    applyToEnvironment: ({ name }) => name === 'ssr',
    generateBundle(_options, files) {
      for (const name of Object.keys(files)) if (name.endsWith('.css')) delete files[name];
    },
  };
}
