// SPDX-License-Identifier: GPL-3.0-or-later
// Runs the networks that Gradus writes in ONNX Runtime and compares the predictions.
//
// Usage: node onnx-runtime.mjs MODULES ONNX_CASES GOLDEN
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const LEAST = 500 // networks; fewer would be no test

const [modules, program, golden] = process.argv.slice(2)
const ort = createRequire(resolve(modules, 'here.js'))('onnxruntime-node')
const folder = mkdtempSync(join(tmpdir(), 'gradus-onnx-'))

function readFloats (name) {
  const bytes = readFileSync(join(folder, name))
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4).slice()
}

// The largest difference, as a part of the number where that is above one.
function compare (want, got) {
  let largest = 0
  for (let i = 0; i < want.length; i++) {
    const difference = Math.abs(want[i] - got[i]) / Math.max(1, Math.abs(want[i]))
    if (Number.isNaN(difference)) return NaN
    largest = Math.max(largest, difference)
  }
  return largest
}

async function complain ({ name, input, output, tolerance }) {
  const options = { executionProviders: ['cpu'], intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 3 }
  const session = await ort.InferenceSession.create(join(folder, `${name}.onnx`), options)
  const feeds = { input: new ort.Tensor('float32', readFloats(`${name}.in`), input) }
  const result = (await session.run(feeds)).output
  if (result.dims.join() !== output.join()) return `puts out (${result.dims}), not (${output})`
  const difference = compare(readFloats(`${name}.out`), result.data)
  await session.release()
  return difference <= tolerance ? null : `differs by ${difference}`
}

let failed = 0
let number = 0
try {
  execFileSync(program, [golden, folder])
  for (const listed of JSON.parse(readFileSync(join(folder, 'cases.json'), 'utf8'))) {
    const complaint = await complain(listed).catch(error => error.message.replaceAll('\n', ' '))
    number++
    console.log(`${complaint ? 'not ok' : 'ok'} ${number} - ${listed.name}`)
    if (!complaint) continue
    failed++
    console.log(`# ${complaint} in ${listed.about}`)
  }
} finally {
  rmSync(folder, { recursive: true })
}
console.log(`${number >= LEAST ? 'ok' : 'not ok'} ${number + 1} - ${number} networks`)
console.log(`1..${number + 1}`)
process.exit(failed > 0 || number < LEAST ? 1 : 0)
