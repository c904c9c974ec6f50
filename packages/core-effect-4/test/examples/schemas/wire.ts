import { ApiKeyFromWire } from "@openrouter-keys/core-effect-4"
import { Schema } from "effect"

const Page = Schema.Struct({ data: Schema.Array(ApiKeyFromWire) })

const response = await fetch(`${process.env["OPENROUTER_BASE_URL"]}/keys`, {
  headers: { authorization: `Bearer ${process.env["OPENROUTER_API_KEY"]}` }
})
const { data } = Schema.decodeUnknownSync(Page)(await response.json())

console.log(data.map(({ limitRemaining, name }) => `${name}: ${limitRemaining ?? "no limit"}`))
