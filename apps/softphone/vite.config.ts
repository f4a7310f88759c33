import { defineConfig } from 'vite'

export default defineConfig({
  root: import.meta.dirname,
  // Sources of the workspace packages, so that the page needs no build of theirs.
  resolve: { conditions: ['@grantline/source', 'module', 'browser', 'development|production'] },
  build: {
    outDir: 'dist/page',
    emptyOutDir: true,
    target: 'es2022',
    // The server's content security policy knows neither data: addresses nor inline scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // The hook's 'use client' means nothing here.
    rolldownOptions: { checks: { moduleLevelDirective: false } },
  },
})
