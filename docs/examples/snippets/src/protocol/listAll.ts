import { readPages } from "@openrouter-keys/protocol/ListAll"

const keys = ["c", "b", "a"]
const reader = readPages(0, (key: string) => key)
const seen: Array<string> = []
for (let step = reader.first; step._tag === "Page";) {
  const read = reader.next({ data: keys.slice(step.offset, step.offset + 2) })
  seen.push(...read.keys)
  step = read.step
}
console.log(seen)
