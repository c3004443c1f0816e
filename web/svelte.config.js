import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';

/** @type {import('@sveltejs/vite-plugin-svelte').SvelteConfig} */
export default {
  preprocess: vitePreprocess(),
  compilerOptions: {
    runes: true,
    // Styles leave as files: the pages' policy allows no inline ones.
    css: 'external',
    // Short, for it stands in every element: four signs tell our few dozen components apart.
    cssHash: ({ hash, filename }) => `s-${hash(filename).slice(0, 4)}`,
  },
};
