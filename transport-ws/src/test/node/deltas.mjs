// Deltas of the published jsondiffpatch, and what it makes of others.
//   deltas.mjs make <seed> <count> <file>   writes cases {left, right, delta, next, nextDelta}, one a line
//   deltas.mjs check <file>                 patches what the cases say, and prints how many were right

import { readFileSync, writeFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { create } from 'jsondiffpatch/with-text-diffs'

const jsondiffpatch = create({
  // null is an object to JavaScript, and like nothing else
  objectHash: (item, index) => (item === null ? undefined : (item.id ?? item._id ?? `$$index:${index}`)),
})

const copy = (value) => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)))

function generator(seed) {
  let state = seed
  // mulberry32
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return (t ^ (t >>> 14)) >>> 0
  }
  const int = (bound) => next() % bound
  const pick = (list) => list[int(list.length)]
  let lastId = 0

  const words = (count) =>
    Array.from({ length: count }, () => pick(['lorem ', 'ipsum ', 'dolor\n', 'é', '😀', '%20', '+-@ ', 'sit'])).join('')
  const scalar = () => pick([null, true, false, 0, 1, 2, 3.5, -7, 1e21, 'a', '', words(2)])
  const item = (depth) => ({ id: ++lastId, v: int(100), ...(depth > 0 && int(3) === 0 ? { sub: items(depth - 1) } : {}) })
  const items = (depth) => Array.from({ length: int(8) }, () => item(depth))
  const value = (depth) => {
    switch (depth <= 0 ? 9 : int(7)) {
      case 0:
        return Object.fromEntries(
          Array.from({ length: int(5) }, () => [pick(['a', 'b', '', '0', '12', '_0', 'é', 'x y', '~', 'a/b']), value(depth - 1)]),
        )
      case 1:
        return Array.from({ length: int(6) }, () => value(depth - 1))
      case 2:
        return items(2)
      case 3:
        return words(int(40))
      case 4:
        return Array.from({ length: int(8) }, () => int(6))
      default:
        return scalar()
    }
  }

  const edit = (node) => {
    if (Array.isArray(node)) {
      const index = node.length ? int(node.length) : 0
      const kind = node.length ? int(7) : 0
      if (kind < 2) node.splice(index, 0, node[0]?.id ? item(1) : scalar())
      else if (kind < 4) node.splice(index, 1)
      else if (kind < 6) node.splice(int(node.length), 0, ...node.splice(index, 1))
      else node[index] = edit(node[index])
      return node
    }
    if (node !== null && typeof node === 'object') {
      const names = Object.keys(node)
      const kind = names.length ? int(8) : 0
      if (kind === 0) node[pick(['a', 'b', '7', 'new', 'ü'])] = value(2)
      else if (kind === 1) delete node[pick(names.filter((name) => name !== 'id').concat('b'))]
      else {
        const name = pick(names)
        if (name !== 'id') node[name] = edit(node[name])
      }
      return node
    }
    if (typeof node === 'string' && node.length > 5) {
      const points = [...node]
      points.splice(int(points.length), int(4), words(int(3)))
      return points.join('')
    }
    return scalar()
  }

  const edited = (node) => {
    let result = copy(node)
    for (let i = int(4); i >= 0; i--) result = edit(result)
    return result
  }
  return { document: () => (int(3) === 0 ? value(4) : { list: items(2), o: value(3), text: words(30) }), edited }
}

function make(seed, count, file) {
  const { document, edited } = generator(seed)
  const lines = []
  for (let i = 0; i < count; i++) {
    const left = document()
    const right = i % 10 === 0 ? document() : edited(left)
    const next = edited(right)
    const delta = jsondiffpatch.diff(left, right)
    lines.push(JSON.stringify({ left, right, next, delta, nextDelta: jsondiffpatch.diff(right, next) }))
  }
  writeFileSync(file, lines.join('\n') + '\n')
  return { made: lines.length }
}

function check(file) {
  let right = 0
  const wrong = []
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    if (line === '') continue
    const { base, delta, expected } = JSON.parse(line)
    let result
    try {
      result = delta === null ? base : jsondiffpatch.patch(copy(base), delta)
    } catch (error) {
      result = String(error)
    }
    if (isDeepStrictEqual(result, expected)) right++
    else wrong.push(line)
  }
  return { right, wrong: wrong.length, first: wrong[0] ?? '' }
}

const [command, ...args] = process.argv.slice(2)
const result = command === 'make' ? make(Number(args[0]), Number(args[1]), args[2]) : check(args[0])
console.log(JSON.stringify({ result }))
