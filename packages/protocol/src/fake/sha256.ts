/**
 * Synchronous SHA-256. `crypto.subtle` is asynchronous and needs a secure context. With it, a test clock could run
 * ahead of a delayed request, and the fake would not work in jsdom or on a plain-http page.
 */
import { byteLength, encodeInto } from "./utf8.js"

/** The first 32 bits of the fraction of `root(prime)` for the first `count` primes. */
const fractions = (count: number, root: (prime: number) => number): Int32Array => {
  const primes: Array<number> = []
  for (let n = 2; primes.length < count; n++) if (primes.every((prime) => n % prime !== 0)) primes.push(n)
  return Int32Array.from(primes, (prime) => Math.floor(root(prime) % 1 * 0x1_0000_0000) | 0)
}

const initial = /* @__PURE__ */ fractions(8, Math.sqrt)
const constants = /* @__PURE__ */ fractions(64, Math.cbrt)

/** The message, a one bit, zeros, and the message's length in bits, in whole blocks of 64 bytes. */
const pad = (message: string): DataView => {
  const length = byteLength(message)
  const padded = new Uint8Array((length + 72) & ~63)
  encodeInto(message, padded)
  padded[length] = 0x80
  const view = new DataView(padded.buffer)
  view.setUint32(padded.length - 8, Math.floor(length / 0x2000_0000))
  view.setUint32(padded.length - 4, length << 3)
  return view
}

const rotate = (word: number, by: number): number => (word >>> by) | (word << (32 - by))

/** Buffer for the words of a block. It can be shared, because nothing here is asynchronous. */
const words = /* @__PURE__ */ new Int32Array(64)

/** Computes the 64 words of a block. */
const schedule = (view: DataView, offset: number): void => {
  for (let i = 0; i < 16; i++) words[i] = view.getInt32(offset + 4 * i)
  for (let i = 16; i < 64; i++) {
    const x = words[i - 15]!
    const y = words[i - 2]!
    const s0 = rotate(x, 7) ^ rotate(x, 18) ^ (x >>> 3)
    const s1 = rotate(y, 17) ^ rotate(y, 19) ^ (y >>> 10)
    words[i] = (words[i - 16]! + s0 + words[i - 7]! + s1) | 0
  }
}

const compress = (hash: Int32Array): void => {
  let a = hash[0]!
  let b = hash[1]!
  let c = hash[2]!
  let d = hash[3]!
  let e = hash[4]!
  let f = hash[5]!
  let g = hash[6]!
  let h = hash[7]!
  for (let i = 0; i < 64; i++) {
    const s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + constants[i]! + words[i]!) | 0
    const s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0
    h = g
    g = f
    f = e
    e = (d + t1) | 0
    d = c
    c = b
    b = a
    a = (t1 + t2) | 0
  }
  hash[0]! += a
  hash[1]! += b
  hash[2]! += c
  hash[3]! += d
  hash[4]! += e
  hash[5]! += f
  hash[6]! += g
  hash[7]! += h
}

/** The SHA-256 of a text's UTF-8 bytes, in lowercase hex. */
export const sha256 = (text: string): string => {
  const view = pad(text)
  const hash = initial.slice()
  for (let offset = 0; offset < view.byteLength; offset += 64) {
    schedule(view, offset)
    compress(hash)
  }
  let hex = ""
  for (const word of hash) hex += (word >>> 0).toString(16).padStart(8, "0")
  return hex
}
