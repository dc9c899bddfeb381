import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

const inTree = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  root: inTree('.'),
  base: '/',
  plugins: [react(), tailwindcss()],
  build: {
    outDir: inTree('../../../dist/sandbox'),
    emptyOutDir: true,
    modulePreload: false,
    chunkSizeWarningLimit: 800,
  },
})
