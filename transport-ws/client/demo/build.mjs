// Bundles the demo into the resources of the server: `npm run demo`.
import { build } from 'esbuild'
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'

const TARGET = '../src/main/resources/io/canyon/ws/demo'
const MIT = readFileSync('node_modules/immer/LICENSE', 'utf8').split('\n').slice(4).join('\n').trim()

const NOTICES = `/*!
This file contains

immer (MIT License), Copyright (c) 2017 Michel Weststrate
nanoid (MIT License), Copyright 2017 Andrey Sitnik <andrey@sitnik.es>
jsondiffpatch (MIT License), Copyright (c) 2018 Benjamin Eidelman
diff-match-patch (Apache License, Version 2.0, http://www.apache.org/licenses/LICENSE-2.0),
Copyright 2018 The diff-match-patch Authors, changed into an ES module by Dennis Snell

The MIT License:

${MIT}
*/`
const KNOWN = /^node_modules\/(immer|nanoid|jsondiffpatch|@dmsnell\/diff-match-patch)\//

mkdirSync(TARGET, { recursive: true })
const { metafile } = await build({
  entryPoints: { app: 'demo/src/main.ts' },
  outdir: TARGET,
  bundle: true,
  minify: true,
  format: 'esm',
  target: ['es2022', 'safari16.4'],
  legalComments: 'inline',
  define: { 'process.env.NODE_ENV': '"production"' },
  banner: { js: NOTICES },
  metafile: true,
})
for (const input of Object.keys(metafile.inputs)) {
  if (input.startsWith('node_modules/') && !KNOWN.test(input)) {
    throw new Error(`the notices do not name ${input}`)
  }
}
const { code } = await import('esbuild').then(({ transform }) =>
  transform(readFileSync('demo/app.css', 'utf8'), { loader: 'css', minify: true, target: ['chrome111', 'safari16.4'] }),
)
writeFileSync(`${TARGET}/app.css`, code)
copyFileSync('demo/index.html', `${TARGET}/index.html`)
